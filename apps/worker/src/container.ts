import { createDatabase, type Database } from '@carillon/db/client';
import { createLedger } from '@carillon/db/repositories/ledger';
import { createMetricCounters } from '@carillon/db/repositories/metric-counters';
import { createExpansionStore } from '@carillon/db/repositories/notifications-expansion';
import { createScheduleStore } from '@carillon/db/repositories/notifications-schedule';
import { createOutcomeWindows } from '@carillon/db/repositories/notifications-windows';
import { createProviderReceiptStore } from '@carillon/db/repositories/provider-receipts';
import { createRetentionStore } from '@carillon/db/repositories/retention';
import { createGateStore } from '@carillon/db/repositories/scope-gates';
import { createSealedTokens } from '@carillon/db/repositories/sealed-tokens';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createStaleDeviceStore } from '@carillon/db/repositories/stale-devices';
import { type ChunkSlots, createChunkSlots } from '@carillon/notifications/chunk-slots';
import { type DeliverDependencies, deliverChunk } from '@carillon/notifications/deliver-chunk';
import { createDeliveryLog } from '@carillon/notifications/delivery-log';
import type { ExpandDependencies } from '@carillon/notifications/expand';
import { NOTIFICATION_JOBS } from '@carillon/notifications/jobs';
import { createOutcomeSample } from '@carillon/notifications/outcome-sample';
import type { ProviderReceiptsDependencies } from '@carillon/notifications/provider-receipts';
import { createReceipts } from '@carillon/notifications/receipts';
import type { RetentionDependencies } from '@carillon/notifications/retention';
import type { ScheduleDependencies } from '@carillon/notifications/schedule';
import { createSweeper, type Sweeper } from '@carillon/notifications/sweeper';
import { ATTEMPT_DEADLINE_MS } from '@carillon/notifications/timing';
import { createRegistryJournal } from '@carillon/push/devices/registry-events';
import type { StaleCleanupParts } from '@carillon/push/devices/stale-cleanup';
import { BREAKER } from '@carillon/push/dispatch/breaker';
import { createDispatcher } from '@carillon/push/dispatch/dispatcher';
import { createGateKeeper } from '@carillon/push/dispatch/gate-keeper';
import { createSwitchReader } from '@carillon/push/dispatch/switches';
import { type KeyRing, parseKeyRing } from '@carillon/push/vault/keyring';
import type { ReencryptionParts } from '@carillon/push/vault/reencryption';
import { createQueue, type Queue } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { createMetricsBuffer, type MetricsBuffer } from '@carillon/runtime/metrics';
import { type MetricsFlusher, startMetricsFlusher } from '@carillon/runtime/metrics-flusher';
import { openApns } from '@carillon/services/providers/apns';
import { openExpo } from '@carillon/services/providers/expo';
import { openFcm } from '@carillon/services/providers/fcm';
import type { WorkerEnv } from './env.ts';
import { openWebPush, type WebPush } from './web-push.ts';

/** What can be made without talking to the database. */
export interface Container {
  readonly database: Database;
  readonly queue: Queue;
  readonly metrics: MetricsBuffer;
  readonly flusher: MetricsFlusher;
  readonly sweeper: Sweeper;
  readonly retention: RetentionDependencies;
  readonly staleCleanup: StaleCleanupParts;
  readonly expansion: ExpandDependencies;
  readonly scheduling: ScheduleDependencies;
  readonly reencryption: ReencryptionParts;
}

/** What sends; needs the installation's keys, hence the database. */
export interface Sending {
  readonly slots: ChunkSlots;
  /** Null where no provider says later what became of its messages. */
  readonly providerReceipts: ProviderReceiptsDependencies | null;
  close(): Promise<void>;
}

const METRICS_INTERVAL_MS = 2_000;
const QUEUE_POOL_SIZE = 4;
/** DIS-9: a switch is honoured within this time. */
const SWITCHES_MAX_AGE_MS = 1_000;
/** F-5: how long it may take until a scope that one worker closed is closed for this one. */
const GATES_MAX_AGE_MS = 250;
/** Outcomes that are all well are told to the other workers by the second, or by the thousand. */
const SAMPLE = { maxAgeMs: 1_000, maxOutcomes: 1_000 };
/** Chunks all of whose messages have left and whose answers are awaited: the next ones begin meanwhile. */
const MAX_CHUNKS_BEHIND = 12;
/** Attempts under way at once, for each provider: enough to keep a core busy with encryption while answers take 20 ms. */
const CONCURRENT_ATTEMPTS = 200;

export function createContainer(env: WorkerEnv, log: Logger): Container {
  const database = createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    applicationName: 'carillon-worker',
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke while idle'),
  });
  const queue = createQueue({
    databaseUrl: env.DATABASE_URL,
    jobs: NOTIFICATION_JOBS,
    role: 'consumer',
    poolSize: QUEUE_POOL_SIZE,
    applicationName: 'carillon-worker-queue',
    log,
  });
  const metrics = createMetricsBuffer();
  const ledger = createLedger(database);
  return {
    database,
    queue,
    metrics,
    flusher: startMetricsFlusher({
      buffer: metrics,
      store: createMetricCounters(database),
      intervalMs: METRICS_INTERVAL_MS,
      log,
    }),
    sweeper: createSweeper({ ledger, queue, log }),
    reencryption: {
      tokens: createSealedTokens(database),
      settings: createSettingStore(database),
      keyRing: parseKeyRing(env.TOKEN_ENCRYPTION_KEYS),
      log,
    },
    retention: {
      store: createRetentionStore(database),
      ages: { historyDays: env.HISTORY_DAYS, auditDays: env.AUDIT_DAYS },
      log,
    },
    staleCleanup: {
      store: createStaleDeviceStore(database),
      ages: {
        webSubscriptionDays: env.STALE_WEB_SUBSCRIPTION_DAYS,
        pushTokenDays: env.STALE_TOKEN_DAYS,
        revokedDays: env.REVOKED_DEVICE_DAYS,
      },
      keyIds: parseKeyRing(env.TOKEN_ENCRYPTION_KEYS).keyIds,
      publish: createRegistryJournal(log, metrics),
      metrics,
      log,
    },
    expansion: { expansion: createExpansionStore(database), ledger, queue, log },
    scheduling: { schedule: createScheduleStore(database), queue, log },
  };
}

export async function openSending(env: WorkerEnv, log: Logger, container: Container): Promise<Sending> {
  const { database } = container;
  const keyRing = parseKeyRing(env.TOKEN_ENCRYPTION_KEYS);
  const webPush = await openWebPush(env, { database, keyRing, log });
  const expo = openExpo(env, database);
  const dependencies = wireSending({ env, log, container, keyRing, webPush, expo });
  const slots = createChunkSlots({
    deliver: (job, run) => deliverChunk(dependencies, job, run),
    maxBehind: MAX_CHUNKS_BEHIND,
    log,
  });
  const providerReceipts =
    'missingSetting' in expo
      ? null
      : { ...dependencies, store: createProviderReceiptStore(database), source: expo };
  return { slots, providerReceipts, close: () => dependencies.dispatcher.close() };
}

interface SendingParts {
  readonly env: WorkerEnv;
  readonly log: Logger;
  readonly container: Container;
  readonly keyRing: KeyRing;
  readonly webPush: WebPush;
  readonly expo: ReturnType<typeof openExpo>;
}

function wireSending({ env, log, container, keyRing, webPush, expo }: SendingParts): DeliverDependencies {
  const { database, metrics } = container;
  const monotonicMs = (): number => performance.now();
  const gates = createGateKeeper({
    store: createGateStore(database, BREAKER),
    maxAgeMs: GATES_MAX_AGE_MS,
    monotonicMs,
  });
  const dispatcher = createDispatcher({
    keyRing,
    providers: [webPush.provider, openApns(env, { database, keyRing }), openFcm(env), expo],
    gates,
    deadlineMs: ATTEMPT_DEADLINE_MS,
    concurrency: CONCURRENT_ATTEMPTS,
    monotonicMs,
    metrics,
    log,
  });
  return {
    ledger: createLedger(database),
    windows: createOutcomeSample({
      windows: createOutcomeWindows(database),
      ...SAMPLE,
      monotonicMs,
    }),
    dispatcher,
    gates,
    switches: createSwitchReader({
      settings: createSettingStore(database),
      maxAgeMs: SWITCHES_MAX_AGE_MS,
      monotonicMs,
    }),
    receipts: createReceipts(env.FINGERPRINT_KEY),
    vapidKeyId: webPush.vapidKeyId,
    deliveryLog: createDeliveryLog(log),
    monotonicMs,
    random: Math.random,
    log,
  };
}
