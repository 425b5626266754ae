import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startControlServer } from '../control-server.ts';
import { FaultEngine } from '../fault-engine.ts';
import { HitLedger } from '../hit-ledger.ts';
import { makeThrowawayTls } from '../throwaway-tls.ts';
import { startTlsServer } from '../tls-server.ts';
import { expoControlRoutes } from './control-routes.ts';
import { Deliveries } from './deliveries.ts';
import { PushApi } from './push-api.ts';
import { RateMeter } from './rate-meter.ts';
import { Recipients } from './recipients.ts';
import type { ExpoSimulator, ExpoSimulatorOptions } from './simulator-interface.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
const MESSAGES_PER_SECOND = 600;

/** Starts Expo's push service on loopback: TLS for senders, a control port for people and tests. */
export async function startExpoSimulator(options: ExpoSimulatorOptions): Promise<ExpoSimulator> {
  const now = options.now ?? Date.now;
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  await using resources = new AsyncDisposableStack();
  const tls = await makeThrowawayTls(Date.now());
  const caFile = options.caFile ?? (await temporaryCaFile(resources));
  await writeFile(caFile, tls.caPem);

  const recipients = new Recipients();
  const deliveries = new Deliveries();
  const meter = new RateMeter(options.messagesPerSecond ?? MESSAGES_PER_SECOND);
  const faults = new FaultEngine(now);
  const hits = new HitLedger();
  const receiptHits = new HitLedger();
  const accessToken = options.accessToken ?? null;
  const api = new PushApi({ accessToken, recipients, deliveries, meter, faults, hits, receiptHits, now });
  const server = resources.use(
    await startTlsServer({
      port: options.port ?? 0,
      tls,
      handle: (exchange) => api.handle(exchange),
      onError,
    }),
  );
  const routes = expoControlRoutes(() => simulator);
  const control = resources.use(
    await startControlServer({ port: options.controlPort ?? 0, routes, onError }),
  );

  const owned = resources.move();
  const simulator: ExpoSimulator = {
    settings: {
      baseUrl: `https://127.0.0.1:${server.port}`,
      controlUrl: `http://127.0.0.1:${control.port}`,
      caFile,
    },
    caPem: tls.caPem,
    putScript: (script) => faults.put(script),
    script: () => faults.current(),
    hits: () => hits.report(),
    recentHits: () => hits.recent(),
    receiptHits: () => receiptHits.report(),
    clearHits: () => {
      hits.clear();
      receiptHits.clear();
    },
    mint: (behaviour) => recipients.mint(behaviour),
    change: (token, behaviour) => recipients.change(token, behaviour),
    messages: (token) => deliveries.messages(token),
    peakPerSecond: () => meter.peakPerSecond,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return simulator;
}

async function temporaryCaFile(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-simulator-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  return path.join(directory, 'ca.pem');
}
