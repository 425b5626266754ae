import { randomBytes } from 'node:crypto';
import type { NotificationId, UserId } from '@carillon/contracts/ids';
import {
  type DeliveryState,
  type SendNotificationInput,
  sendNotificationInputSchema,
} from '@carillon/contracts/notifications';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createLedger } from '@carillon/db/repositories/ledger';
import { createCancelStore } from '@carillon/db/repositories/ledger-cancel';
import { createNotificationStore } from '@carillon/db/repositories/notifications';
import { createAudienceReader } from '@carillon/db/repositories/notifications-audience';
import { createExpansionStore } from '@carillon/db/repositories/notifications-expansion';
import { createNotificationReader } from '@carillon/db/repositories/notifications-reader';
import { createScheduleStore } from '@carillon/db/repositories/notifications-schedule';
import { createOutcomeWindows } from '@carillon/db/repositories/notifications-windows';
import { createGateStore } from '@carillon/db/repositories/scope-gates';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { type DeliverDependencies, deliverChunk } from '@carillon/notifications/deliver-chunk';
import { createDeliveryLog } from '@carillon/notifications/delivery-log';
import { expand } from '@carillon/notifications/expand';
import {
  type ChunkJobData,
  chunkJob,
  expandJob,
  NOTIFICATION_JOBS,
  promptJob,
} from '@carillon/notifications/jobs';
import { createNotifications, type Notifications } from '@carillon/notifications/notifications';
import { createReceipts, type Receipts } from '@carillon/notifications/receipts';
import { startDue } from '@carillon/notifications/schedule';
import { sweepOnce } from '@carillon/notifications/sweeper';
import { BREAKER } from '@carillon/push/dispatch/breaker';
import { type AnyProvider, createDispatcher } from '@carillon/push/dispatch/dispatcher';
import { createGateKeeper } from '@carillon/push/dispatch/gate-keeper';
import { createSwitchReader } from '@carillon/push/dispatch/switches';
import { createPayloadBudgets } from '@carillon/push/providers/payload-budget';
import type { UnconfiguredProvider } from '@carillon/push/providers/provider';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { createQueue, type Queue } from '@carillon/queue/queue';
import { createLogger, type Logger } from '@carillon/runtime/logger';
import { createMetricsBuffer, type MetricsBuffer } from '@carillon/runtime/metrics';
import { expect } from 'vitest';
import { randomKeyRing } from './registry.ts';
import type { TestDatabase } from './test-database.ts';

export interface TestDeliveryOptions {
  readonly providers: readonly (AnyProvider | UnconfiguredProvider)[];
  readonly keyRing?: KeyRing;
  readonly vapidKeyId?: string;
  /** Every worker's; the real one if left out. */
  readonly monotonicMs?: () => number;
  readonly log?: Logger;
}

/** The whole way from a send to a provider in this process, over a real database and the real queue. */
export interface TestDelivery extends AsyncDisposable {
  readonly keyRing: KeyRing;
  readonly queue: Queue;
  readonly notifications: Notifications;
  readonly receipts: Receipts;
  readonly metrics: MetricsBuffer;
  /** What a worker works with; another set stands for another worker. */
  readonly worker: DeliverDependencies;
  newWorker(): DeliverDependencies;
  /** Sends as an administrator. */
  send(
    input: Partial<SendNotificationInput> & Pick<SendNotificationInput, 'audience'>,
  ): Promise<NotificationId>;
  /** Starts to take jobs. Nothing is sent before. */
  work(): Promise<void>;
  /** Resolves when every job that there is has been worked on. */
  idle(): Promise<void>;
  /** Makes everything that waits for a later time due now, and jobs of it. */
  makeDue(): Promise<number>;
  /** Makes the time of everything that is scheduled come now, and starts it. */
  makeScheduledDue(): Promise<number>;
  states(id: NotificationId): Promise<Partial<Record<DeliveryState, number>>>;
}

const MAX_AGE_MS = 0;
const PAYLOAD_SETTINGS = { dashboardUrl: 'https://bells.example', iconUrl: null, badgeUrl: null };

/** @see TestDelivery */
export async function createTestDelivery(
  database: TestDatabase,
  options: TestDeliveryOptions & { readonly adminId: UserId },
): Promise<TestDelivery> {
  const log = options.log ?? createLogger({ name: 'test', level: 'silent' });
  const keyRing = options.keyRing ?? randomKeyRing('k1');
  const metrics = createMetricsBuffer();
  const receipts = createReceipts(randomBytes(32));
  const ledger = createLedger(database);
  const store = createNotificationStore(database);
  const queue = createQueue({
    databaseUrl: database.url,
    jobs: NOTIFICATION_JOBS,
    role: 'consumer',
    poolSize: 3,
    applicationName: 'test queue',
    log,
  });
  await queue.start();

  const newWorker = (): DeliverDependencies => {
    const monotonicMs = options.monotonicMs ?? (() => performance.now());
    const gates = createGateKeeper({
      store: createGateStore(database, BREAKER),
      maxAgeMs: MAX_AGE_MS,
      monotonicMs,
    });
    const { providers } = options;
    return {
      ledger,
      windows: createOutcomeWindows(database),
      gates,
      dispatcher: createDispatcher({
        keyRing,
        providers,
        gates,
        deadlineMs: 5_000,
        concurrency: 50,
        monotonicMs,
        metrics,
        log,
      }),
      switches: createSwitchReader({
        settings: createSettingStore(database),
        maxAgeMs: MAX_AGE_MS,
        monotonicMs,
      }),
      receipts,
      vapidKeyId: options.vapidKeyId ?? null,
      deliveryLog: createDeliveryLog(log),
      monotonicMs,
      random: () => 0.5,
      log,
    };
  };
  const worker = newWorker();
  const reader = createNotificationReader(database);
  const notifications = createNotifications({
    store,
    audiences: createAudienceReader(database),
    cancels: createCancelStore(database),
    budgets: createPayloadBudgets(PAYLOAD_SETTINGS),
    audit: createAuditStore(database),
    reader,
    ledger,
    receipts,
    queue,
    log,
  });
  const sender = { userId: options.adminId, role: 'admin' } as const;

  return {
    keyRing,
    queue,
    notifications,
    receipts,
    metrics,
    worker,
    newWorker,
    send: async (input) => {
      const parsed = sendNotificationInputSchema.parse({ title: 'Hello', ...input });
      return (await notifications.send({ sender, apiKeyId: null, requestId: null, ipAddress: null }, parsed))
        .id;
    },
    work: async () => {
      const expansion = createExpansionStore(database);
      await queue.work(expandJob, (data, signal) => expand({ expansion, ledger, queue, log }, data, signal), {
        concurrency: 1,
      });
      for (const job of [chunkJob, promptJob]) {
        const deliver = (data: ChunkJobData, signal: AbortSignal) =>
          deliverChunk(worker, data, { signal, onAllStarted: () => {} });
        await queue.work(job, deliver, { concurrency: 2 });
      }
    },
    idle: () =>
      expect
        .poll(async () => (await queue.stats()).filter(({ jobs }) => jobs > 0), {
          timeout: 15_000,
          interval: 20,
        })
        .toEqual([]),
    makeDue: async () => {
      await database.pool.query(
        "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'",
      );
      return sweepOnce({ ledger, queue });
    },
    makeScheduledDue: async () => {
      const { pool } = database;
      await pool.query("UPDATE notifications SET send_at = now() WHERE status = 'scheduled'");
      // A column of whole milliseconds may have rounded it up, into the future.
      const haveCome =
        "SELECT bool_and(send_at <= now()) AS come FROM notifications WHERE status = 'scheduled'";
      await expect
        .poll(async () => (await pool.query(haveCome)).rows[0].come, { interval: 1 })
        .not.toBe(false);
      const schedule = createScheduleStore(database);
      return startDue({ schedule, queue, log }, new AbortController().signal);
    },
    states: async (id) => {
      const { rows } = await database.pool.query<{ state: DeliveryState; devices: number }>(
        'SELECT state, count(*)::int AS devices FROM deliveries WHERE notification_id = $1 GROUP BY state',
        [id],
      );
      return Object.fromEntries(rows.map(({ state, devices }) => [state, devices]));
    },
    [Symbol.asyncDispose]: async () => {
      await queue.stop();
      await worker.dispatcher.close();
    },
  };
}
