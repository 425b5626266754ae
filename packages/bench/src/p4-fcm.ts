import http2 from 'node:http2';
import { createFcmProvider } from '@carillon/push/providers/fcm/client';
import { FCM_DEFAULTS, serviceAccountJsonSchema } from '@carillon/push/providers/fcm/settings';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging } from 'firebase-admin/messaging';
import { forkSink } from './durable-installation.ts';
import { ownCpuMicroseconds, type RoundContender } from './measure-rounds.ts';
import { compareWithPeer, planOf } from './provider-comparison.ts';
import type { BenchOptions, Report } from './report.ts';
import {
  bareSender,
  DASHBOARD_URL,
  MESSAGE,
  MESSAGES_AT_ONCE,
  requestsTo,
  TTL_SECONDS,
} from './send-requests.ts';
import { anFcmToken, FIREBASE_PROJECT, fcmTarget, serviceAccountJson } from './targets.ts';
import type { SinkAddress } from './tls-sink.ts';
import { versionOf } from './versions.ts';

const FCM_ORIGIN = 'https://fcm.googleapis.com';

/** P4: FCM messages by our provider, by the whole way from PostgreSQL, and by firebase-admin's `sendEach` in 500s. */
export async function benchFcm(options: BenchOptions): Promise<Report> {
  const plan = planOf(options);
  await using resources = new AsyncDisposableStack();
  const sink = await forkSink(resources);
  const tokens = Array.from({ length: plan.messages }, anFcmToken);
  const provider = createFcmProvider(
    {
      ...FCM_DEFAULTS,
      credentials: serviceAccountJsonSchema.parse(await serviceAccountJson(sink)),
      baseUrl: sink.origin,
      dashboardUrl: DASHBOARD_URL,
      testCaPem: sink.caPem,
    },
    { now: () => new Date(), monotonicMs: () => performance.now() },
  );
  resources.defer(() => provider.close());
  return await compareWithPeer({
    id: 'P4',
    work: `send ${plan.messages} FCM messages`,
    plan,
    sink,
    target: await fcmTarget(sink),
    bare: bareSender(provider, requestsTo(tokens.map((token) => ({ provider: 'fcm' as const, token })))),
    peer: firebaseAdmin(sink, tokens, resources),
    aims: { bare: 1.5, durable: 1 },
    versions: { 'firebase-admin': versionOf('firebase-admin') },
  });
}

function firebaseAdmin(
  sink: SinkAddress,
  tokens: readonly string[],
  resources: AsyncDisposableStack,
): RoundContender {
  leadToSink(sink, resources);
  const credential = { getAccessToken: async () => ({ access_token: 'sink', expires_in: 3600 }) };
  const app = initializeApp({ projectId: FIREBASE_PROJECT, credential }, 'bench');
  resources.defer(() => deleteApp(app));
  const messaging = getMessaging(app);
  const { title, body, url } = MESSAGE;
  return {
    name: 'firebase-admin sendEach',
    async run(messages) {
      for (let from = 0; from < messages; from += MESSAGES_AT_ONCE) {
        const some = tokens.slice(from, Math.min(from + MESSAGES_AT_ONCE, messages)).map((token) => ({
          token,
          notification: { title, body },
          data: { url, notification_id: token.slice(0, 36) },
          android: {
            priority: 'high' as const,
            ttl: TTL_SECONDS * 1000,
            notification: { tag: token.slice(0, 36) },
          },
          apns: { headers: { 'apns-priority': '10' }, payload: { aps: { mutableContent: true } } },
        }));
        const { failureCount, responses } = await messaging.sendEach(some);
        if (failureCount > 0) throw responses.find(({ success }) => !success)?.error;
      }
    },
    cpuMicroseconds: ownCpuMicroseconds,
  };
}

/**
 * The library has no setting for its host: the sessions that it opens to Google are opened to the sink. It writes the
 * scheme as `https:`, which Google takes, and node:http2's server refuses.
 */
function leadToSink({ origin, caPem }: SinkAddress, resources: AsyncDisposableStack): void {
  const { connect } = http2;
  const led = (authority: string | URL, options: http2.SecureClientSessionOptions) => {
    if (String(authority) !== FCM_ORIGIN) return connect(authority, options);
    const session = connect(origin, { ...options, ca: caPem });
    const request = session.request.bind(session);
    const requestRightly = (
      headers: http2.OutgoingHttpHeaders,
      settings?: http2.ClientSessionRequestOptions,
    ) => {
      headers[':scheme'] = 'https';
      return request(headers, settings);
    };
    return Object.assign(session, { request: requestRightly });
  };
  Object.assign(http2, { connect: led });
  resources.defer(() => void Object.assign(http2, { connect }));
}
