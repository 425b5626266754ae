import { AppError } from '@carillon/contracts/errors';
import { startControlServer } from '../control-server.ts';
import { FaultEngine } from '../fault-engine.ts';
import { layFoundations } from '../foundations.ts';
import { HitLedger } from '../hit-ledger.ts';
import { ReceivedMessages } from '../received-messages.ts';
import { startTlsServer } from '../tls-server.ts';
import { BrowserHub } from './browser-hub.ts';
import { webPushControlRoutes } from './control-routes.ts';
import { decryptMessage, UndecryptableError } from './decrypt.ts';
import type { PushMessage } from './messages.ts';
import { PushService } from './push-service.ts';
import type {
  MintedSubscription,
  ReceivedMessage,
  WebPushSimulator,
  WebPushSimulatorOptions,
} from './simulator-interface.ts';
import { Subscriptions } from './subscriptions.ts';
import { VapidVerifier } from './vapid.ts';

const MAX_RECEIVED_BYTES = 256 * 1024 * 1024;

/** Starts a push service on loopback: TLS for senders, a WebSocket for Firefox, a control port for people and tests. */
export async function startWebPushSimulator(options: WebPushSimulatorOptions): Promise<WebPushSimulator> {
  await using resources = new AsyncDisposableStack();
  const { tls, caFile, now, onError } = await layFoundations(options, resources);

  const subscriptions = new Subscriptions();
  const received = new ReceivedMessages<PushMessage>({
    maxBytes: MAX_RECEIVED_BYTES,
    targetOf: ({ subscriptionId }) => subscriptionId,
    bytesOf: ({ body }) => body.length,
  });
  const faults = new FaultEngine(now);
  const hits = new HitLedger();
  const service: PushService = new PushService({
    origin: () => origin,
    subscriptions,
    vapid: new VapidVerifier(now),
    faults,
    hits,
    deliver: ({ owner }, message) => {
      if (owner.kind === 'browser') browsers.deliver(owner, message);
      else received.add(message);
    },
    now,
  });
  const push = resources.use(
    await startTlsServer({
      port: options.pushPort ?? 0,
      tls,
      handle: (exchange) => service.handle(exchange),
      onError,
    }),
  );
  const origin = `https://127.0.0.1:${options.publicPort ?? push.port}`;
  const endpointOf = (id: string) => service.endpointOf(id);
  const browsers = await BrowserHub.start({ port: options.browserPort ?? 0, subscriptions, endpointOf, now });
  resources.defer(() => browsers.close());
  const routes = webPushControlRoutes(() => simulator);
  const control = resources.use(
    await startControlServer({ port: options.controlPort ?? 0, routes, onError }),
  );

  const owned = resources.move();
  const simulator: WebPushSimulator = {
    settings: {
      origin,
      browserUrl: `ws://127.0.0.1:${browsers.port}/`,
      controlUrl: `http://127.0.0.1:${control.port}`,
      caFile,
    },
    caPem: tls.caPem,
    putScript: (script) => faults.put(script),
    script: () => faults.current(),
    hits: () => hits.report(),
    recentHits: () => hits.recent(),
    clearHits: () => hits.clear(),
    mint: (applicationServerKey) => minted(subscriptions.mint(applicationServerKey), endpointOf),
    expire: (id) => expire({ id, subscriptions, browsers }),
    messages: (id) => decrypted(id, subscriptions, received),
    connectedBrowsers: () => browsers.connected,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return simulator;
}

function minted(
  record: ReturnType<Subscriptions['mint']>,
  endpointOf: (id: string) => string,
): MintedSubscription {
  if (record.owner.kind !== 'receiver') throw new TypeError('Only receivers have keys here');
  const { publicKey, auth } = record.owner.keys;
  return {
    id: record.id,
    endpoint: endpointOf(record.id),
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
  };
}

function expire(input: { id: string; subscriptions: Subscriptions; browsers: BrowserHub }): boolean {
  const { id, subscriptions, browsers } = input;
  const owner = subscriptions.get(id)?.owner;
  if (owner?.kind === 'browser') browsers.discard(owner, id);
  return subscriptions.expire(id);
}

function decrypted(
  id: string,
  subscriptions: Subscriptions,
  received: ReceivedMessages<PushMessage>,
): ReceivedMessage[] {
  const owner = subscriptions.get(id)?.owner;
  if (owner?.kind !== 'receiver')
    throw new AppError('not_found', { detail: 'There is no minted subscription of that id' });
  const decrypt = (message: PushMessage) => {
    if (message.body.length === 0) return { payload: null, undecryptable: null };
    try {
      return { payload: decryptMessage(message.body, owner.keys).toString('utf8'), undecryptable: null };
    } catch (error) {
      if (error instanceof UndecryptableError) return { payload: null, undecryptable: error.message };
      throw error;
    }
  };
  return received.of(id).map((message) => {
    const { id: messageId, receivedAtMs, topic, urgency, ttlSeconds } = message;
    return { id: messageId, receivedAtMs, topic, urgency, ttlSeconds, ...decrypt(message) };
  });
}
