import { randomBytes } from 'node:crypto';
import { startApnsSimulator } from './apns/simulator.ts';
import type { ApnsSimulator } from './apns/simulator-interface.ts';
import { startExpoSimulator } from './expo/simulator.ts';
import type { ExpoSimulator } from './expo/simulator-interface.ts';
import { startFcmSimulator } from './fcm/simulator.ts';
import type { FcmSimulator } from './fcm/simulator-interface.ts';
import { type SettingsFiles, writeSettingsFiles } from './settings-files.ts';
import { makeThrowawayTls } from './throwaway-tls.ts';
import { startWebPushSimulator } from './web-push/simulator.ts';
import type { WebPushSimulator } from './web-push/simulator-interface.ts';

export type AllSimulatorsOptions = {
  /** The first of their ports, which are fixed places behind it; 0 takes free ports. */
  basePort: number;
  /** Where the files that Carillon reads are written. */
  directory: string;
};

/** Every simulator, in one process and with one certificate authority. */
export type AllSimulators = AsyncDisposable & {
  webPush: WebPushSimulator;
  apns: ApnsSimulator;
  fcm: FcmSimulator;
  expo: ExpoSimulator;
  /** What Carillon is told: by the file, or variable by variable. */
  files: SettingsFiles;
};

/** How far each port is behind the first. */
const OFFSETS = {
  webPush: 0,
  browser: 1,
  webPushControl: 2,
  apnsProduction: 10,
  apnsDevelopment: 11,
  apnsControl: 12,
  fcm: 20,
  fcmControl: 22,
  expo: 30,
  expoControl: 32,
} as const;

/** The most that a base port can be. */
export const MAX_BASE_PORT = 65_535 - Math.max(...Object.values(OFFSETS));

/** Starts all of them, or none; the files are written last, so that a start that fails leaves another's alone. */
export async function startAllSimulators({
  basePort,
  directory,
}: AllSimulatorsOptions): Promise<AllSimulators> {
  const portOf = (name: keyof typeof OFFSETS) => (basePort === 0 ? 0 : basePort + OFFSETS[name]);
  await using resources = new AsyncDisposableStack();
  const tls = await makeThrowawayTls(Date.now());
  const webPush = resources.use(
    await startWebPushSimulator({
      tls,
      pushPort: portOf('webPush'),
      browserPort: portOf('browser'),
      controlPort: portOf('webPushControl'),
    }),
  );
  const apns = resources.use(
    await startApnsSimulator({
      tls,
      productionPort: portOf('apnsProduction'),
      developmentPort: portOf('apnsDevelopment'),
      controlPort: portOf('apnsControl'),
    }),
  );
  const fcm = resources.use(
    await startFcmSimulator({ tls, port: portOf('fcm'), controlPort: portOf('fcmControl') }),
  );
  const expo = resources.use(
    await startExpoSimulator({
      tls,
      port: portOf('expo'),
      controlPort: portOf('expoControl'),
      accessToken: randomBytes(24).toString('base64url'),
    }),
  );
  const files = resources.use(await writeSettingsFiles(directory, { webPush, apns, fcm, expo }));
  const owned = resources.move();
  return { webPush, apns, fcm, expo, files, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
