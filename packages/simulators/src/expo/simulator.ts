import { startControlServer } from '../control-server.ts';
import { FaultEngine } from '../fault-engine.ts';
import { layFoundations } from '../foundations.ts';
import { HitLedger } from '../hit-ledger.ts';
import { startTlsServer } from '../tls-server.ts';
import { expoControlRoutes } from './control-routes.ts';
import { Deliveries } from './deliveries.ts';
import { accessCheck, handlePushApi } from './push-api.ts';
import { RateMeter } from './rate-meter.ts';
import { ReceiptEndpoint } from './receipt-endpoint.ts';
import { Recipients } from './recipients.ts';
import { SendEndpoint } from './send-endpoint.ts';
import type { ExpoSimulator, ExpoSimulatorOptions } from './simulator-interface.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
const MESSAGES_PER_SECOND = 600;

/** Starts Expo's push service on loopback: TLS for senders, a control port for people and tests. */
export async function startExpoSimulator(options: ExpoSimulatorOptions): Promise<ExpoSimulator> {
  await using resources = new AsyncDisposableStack();
  const { tls, caFile, now, onError } = await layFoundations(options, resources);

  const recipients = new Recipients();
  const deliveries = new Deliveries();
  const meter = new RateMeter(options.messagesPerSecond ?? MESSAGES_PER_SECOND);
  const faults = new FaultEngine(now);
  const hits = new HitLedger();
  const receiptHits = new HitLedger();
  const unauthorised = accessCheck(options.accessToken ?? null);
  const api = {
    send: new SendEndpoint({ unauthorised, recipients, deliveries, meter, faults, hits, now }),
    receipts: new ReceiptEndpoint({ unauthorised, deliveries, faults, hits: receiptHits, now }),
    hits,
    receiptHits,
    now,
  };
  const server = resources.use(
    await startTlsServer({
      port: options.port ?? 0,
      tls,
      handle: (exchange) => handlePushApi(exchange, api),
      onError,
    }),
  );
  const routes = expoControlRoutes(() => simulator);
  const control = resources.use(
    await startControlServer({ port: options.controlPort ?? 0, routes, onError }),
  );

  const baseUrl = `https://127.0.0.1:${server.port}`;
  const owned = resources.move();
  const simulator: ExpoSimulator = {
    settings: {
      baseUrl,
      controlUrl: `http://127.0.0.1:${control.port}`,
      caFile,
      environment: {
        EXPO_ENABLED: 'true',
        ...(options.accessToken === undefined ? {} : { EXPO_ACCESS_TOKEN: options.accessToken }),
        EXPO_BASE_URL: baseUrl,
        NODE_EXTRA_CA_CERTS: caFile,
      },
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
