import { randomBytes, randomUUID } from 'node:crypto';
import type { SharedCredential, SharedCredentialStore } from '@carillon/push/ports-shared-credentials';
import { createApnsProvider } from '@carillon/push/providers/apns/client';
import { APNS_DEFAULTS } from '@carillon/push/providers/apns/settings';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { Notification, Provider } from 'apn';
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
import { APNS, anApnsKey, anApnsToken, apnsTarget } from './targets.ts';
import type { SinkAddress } from './tls-sink.ts';
import { versionOf } from './versions.ts';

/** P5: APNs messages by our provider, by the whole way from PostgreSQL, and by node-apn's `send` in 500s. */
export async function benchApns(options: BenchOptions): Promise<Report> {
  const plan = planOf(options);
  await using resources = new AsyncDisposableStack();
  const sink = await forkSink(resources);
  const tokens = Array.from({ length: plan.messages }, anApnsToken);
  const key = anApnsKey();
  const provider = createApnsProvider(
    {
      ...APNS_DEFAULTS,
      ...APNS,
      key,
      origins: { production: sink.origin, development: sink.origin },
      dashboardUrl: DASHBOARD_URL,
      testCaPem: sink.caPem,
    },
    {
      monotonicMs: () => performance.now(),
      credentials: memoryCredentials(),
      keyRing: parseKeyRing(`k1:${randomBytes(32).toString('base64url')}`),
    },
  );
  resources.defer(() => provider.close());
  const targets = tokens.map((token) => ({
    provider: 'apns' as const,
    token,
    environment: 'production' as const,
  }));
  return await compareWithPeer({
    id: 'P5',
    work: `send ${plan.messages} APNs messages`,
    plan,
    sink,
    target: apnsTarget(sink),
    bare: bareSender(provider, requestsTo<'apns'>(targets)),
    peer: nodeApn({ sink, key, tokens }, resources),
    aims: { bare: 1, durable: 0.6 },
    versions: { '@parse/node-apn': versionOf('apn') },
  });
}

interface NodeApnParts {
  readonly sink: SinkAddress;
  readonly key: string;
  readonly tokens: readonly string[];
}

function nodeApn({ sink, key, tokens }: NodeApnParts, resources: AsyncDisposableStack): RoundContender {
  const { hostname, port } = new URL(sink.origin);
  const { keyId, teamId, topic } = APNS;
  const library = new Provider({
    token: { key, keyId, teamId },
    address: hostname,
    port: Number(port),
    ca: [sink.caPem],
  });
  resources.defer(() => library.shutdown());
  const { title, body, url } = MESSAGE;
  return {
    name: 'node-apn send',
    async run(messages) {
      for (let from = 0; from < messages; from += MESSAGES_AT_ONCE) {
        // One for all 500, as the library is made for: it is compiled to JSON once.
        const notification = new Notification({
          id: randomUUID(),
          topic,
          collapseId: randomUUID(),
          expiry: Math.floor(Date.now() / 1000) + TTL_SECONDS,
          priority: 10,
          pushType: 'alert',
          alert: { title, body },
          payload: { notification_id: randomUUID(), url: `${DASHBOARD_URL}${url}` },
        });
        const { failed } = await library.send(
          notification,
          tokens.slice(from, Math.min(from + MESSAGES_AT_ONCE, messages)),
        );
        if (failed.length > 0) throw new Error(`${failed.length} were not sent`);
      }
    },
    cpuMicroseconds: ownCpuMicroseconds,
  };
}

/** Where workers keep their token in the database, this process keeps it by itself. */
function memoryCredentials(): SharedCredentialStore {
  let stored: { sealed: SharedCredential['sealed']; madeMs: number } | null = null;
  const read = (): SharedCredential | null =>
    stored === null
      ? null
      : {
          sealed: stored.sealed,
          ageSeconds: (Date.now() - stored.madeMs) / 1000,
          now: new Date(),
          isHeld: false,
        };
  return {
    find: async () => read(),
    replace: async (_name, decide) => {
      const sealed = decide(read(), new Date());
      if (sealed !== null) stored = { sealed, madeMs: Date.now() };
      const kept = read();
      if (kept === null) throw new Error('Nothing was decided');
      return kept;
    },
    hold: async () => undefined,
  };
}
