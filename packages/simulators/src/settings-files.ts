import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ApnsSimulator } from './apns/simulator-interface.ts';
import type { ExpoSimulator } from './expo/simulator-interface.ts';
import type { FcmSimulator } from './fcm/simulator-interface.ts';
import type { WebPushSimulator } from './web-push/simulator-interface.ts';

/** Files for Carillon, which go when the simulators do. */
export type SettingsFiles = AsyncDisposable & {
  /** Environment variables, in a form that a shell reads. */
  environmentFile: string;
  environment: Readonly<Record<string, string>>;
};

type Simulators = { webPush: WebPushSimulator; apns: ApnsSimulator; fcm: FcmSimulator; expo: ExpoSimulator };

/** Keys are among them, although of nobody's account: readable by their owner alone, as Carillon's own. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Writes what Carillon needs to use the simulators: keys, the authority to trust, and the settings that name them. */
export async function writeSettingsFiles(
  directory: string,
  { webPush, apns, fcm, expo }: Simulators,
): Promise<SettingsFiles> {
  const inDirectory = (name: string) => path.join(directory, name);
  const files = {
    ca: inDirectory('ca.pem'),
    apnsKey: inDirectory('apns-key.p8'),
    serviceAccount: inDirectory('service-account.json'),
    environment: inDirectory('carillon.env'),
  };
  const environment: Record<string, string> = {
    WEBPUSH_TEST_ORIGINS: webPush.settings.origin,
    ...apns.settings.environment,
    ...fcm.settings.environment,
    ...expo.settings.environment,
    APNS_KEY: files.apnsKey,
    FCM_SERVICE_ACCOUNT: files.serviceAccount,
    NODE_EXTRA_CA_CERTS: files.ca,
  };
  const contents = new Map([
    [files.ca, webPush.caPem],
    [files.apnsKey, apns.keyPem],
    [files.serviceAccount, JSON.stringify(fcm.serviceAccount, null, 2)],
    [files.environment, linesOf(environment).join('\n')],
  ]);
  const removeAll = () => Promise.all([...contents.keys()].map((file) => rm(file, { force: true })));
  await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  // What a start that was killed left there may have another mode.
  await removeAll();
  for (const [file, content] of contents)
    await writeFile(file, `${content}\n`, { mode: FILE_MODE, flag: 'wx' });
  return {
    environmentFile: files.environment,
    environment,
    async [Symbol.asyncDispose]() {
      await removeAll();
    },
  };
}

/** `NAME=value` lines for a shell, and for whatever else reads such files. */
export function linesOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
}

/** For a shell; most values need nothing. */
export function quoted(value: string): string {
  return /^[\w./:,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
