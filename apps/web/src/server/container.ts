import { type Auth, createAuth } from '@carillon/auth/create-auth';
import { createPostgresRateLimiter } from '@carillon/auth/postgres-rate-limiter';
import { createDatabase, type Database } from '@carillon/db/client';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createLedger } from '@carillon/db/repositories/ledger';
import { createMetricCounters } from '@carillon/db/repositories/metric-counters';
import { createNotificationStore } from '@carillon/db/repositories/notifications';
import { createNotificationReader } from '@carillon/db/repositories/notifications-reader';
import { createRefreshTokens } from '@carillon/db/repositories/refresh-tokens';
import { createRegistryStore } from '@carillon/db/repositories/registry';
import { createSessions } from '@carillon/db/repositories/sessions';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createUsers } from '@carillon/db/repositories/users';
import { NOTIFICATION_JOBS } from '@carillon/notifications/jobs';
import { createNotifications, type Notifications } from '@carillon/notifications/notifications';
import { createReceipts } from '@carillon/notifications/receipts';
import { createEndpointPolicy } from '@carillon/push/devices/endpoint-policy';
import { KNOWN_PUSH_SERVICE_HOSTS } from '@carillon/push/devices/endpoint-policy-hosts';
import { createRegistry, type Registry } from '@carillon/push/devices/registry';
import { createRegistryJournal } from '@carillon/push/devices/registry-events';
import { createVapidKeySource } from '@carillon/push/devices/vapid';
import { createFingerprinter } from '@carillon/push/vault/fingerprint';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { createQueue, type Queue } from '@carillon/queue/queue';
import { systemClock } from '@carillon/runtime/clock';
import { createLogger, type Logger } from '@carillon/runtime/logger';
import { createMetricsBuffer, type Metrics } from '@carillon/runtime/metrics';
import { type MetricsFlusher, startMetricsFlusher } from '@carillon/runtime/metrics-flusher';
import type { Services } from '@carillon/trpc/services';
import { readEnv, type WebEnv } from '@/server/env.ts';

/** argon2id takes a core for a while; pages must stay quick beside a storm of sign-ins. */
const PASSWORDS = { concurrency: 2, maxWaiting: 50 };
const METRICS_INTERVAL_MS = 2_000;
/** The dashboard only puts jobs in, and does that in the transaction of the use case. */
const QUEUE_POOL_SIZE = 2;

export interface Container {
  readonly env: WebEnv;
  readonly log: Logger;
  readonly database: Database;
  readonly queue: Queue;
  readonly flusher: MetricsFlusher;
  readonly services: Services;
}

const KEY = Symbol.for('carillon.web.container');
const holder = globalThis as { [KEY]?: Container };

/**
 * The one set of everything that this process has. Next.js loads modules more than once (pages, routes, reloads), so the
 * set hangs on the process and not on a module.
 *
 * @throws {EnvError} when settings are missing or wrong
 */
export function getContainer(): Container {
  holder[KEY] ??= createContainer(readEnv());
  return holder[KEY];
}

interface Parts {
  readonly env: WebEnv;
  readonly log: Logger;
  readonly database: Database;
}

function createContainer(env: WebEnv): Container {
  const log = createLogger({ name: 'web', level: env.LOG_LEVEL });
  const database = createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    applicationName: 'carillon-web',
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke while idle'),
  });
  const queue = createQueue({
    databaseUrl: env.DATABASE_URL,
    jobs: NOTIFICATION_JOBS,
    role: 'producer',
    poolSize: QUEUE_POOL_SIZE,
    applicationName: 'carillon-web-queue',
    log,
  });
  const parts = { env, log, database };
  const buffer = createMetricsBuffer();
  const store = createMetricCounters(database);
  return {
    ...parts,
    queue,
    flusher: startMetricsFlusher({ buffer, store, intervalMs: METRICS_INTERVAL_MS, log }),
    services: {
      auth: wireAuth(parts),
      devices: wireDevices(parts, buffer),
      notifications: wireNotifications(parts, queue),
    },
  };
}

function wireAuth({ env, log, database }: Parts): Auth {
  return createAuth({
    ports: {
      users: createUsers(database),
      sessions: createSessions(database),
      refreshTokens: createRefreshTokens(database),
      limits: createPostgresRateLimiter({ pool: database.pool, factor: env.RATE_LIMIT_FACTOR }),
    },
    settings: { authSecret: env.AUTH_SECRET, registration: env.REGISTRATION, passwords: PASSWORDS },
    clock: systemClock,
    log,
  });
}

function wireDevices({ env, log, database }: Parts, metrics: Metrics): Registry {
  const keyRing = parseKeyRing(env.TOKEN_ENCRYPTION_KEYS);
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = env;
  return createRegistry({
    store: createRegistryStore(database),
    audit: createAuditStore(database),
    keyRing,
    fingerprint: createFingerprinter(env.FINGERPRINT_KEY),
    endpointPolicy: createEndpointPolicy({
      allowedHosts: env.WEBPUSH_ALLOWED_HOSTS ?? KNOWN_PUSH_SERVICE_HOSTS,
      testOrigins: env.WEBPUSH_TEST_ORIGINS,
    }),
    vapid: createVapidKeySource({
      settings: createSettingStore(database),
      keyRing,
      configured: publicKey === undefined || privateKey === undefined ? null : { publicKey, privateKey },
    }),
    clock: systemClock,
    publish: createRegistryJournal(log, metrics),
    limits: { devicesPerUser: env.MAX_DEVICES_PER_USER, devicesPerInstance: env.MAX_DEVICES },
    anonymousSubscriptions: env.ANONYMOUS_SUBSCRIPTIONS,
  });
}

function wireNotifications({ env, log, database }: Parts, queue: Queue): Notifications {
  return createNotifications({
    store: createNotificationStore(database),
    reader: createNotificationReader(database),
    ledger: createLedger(database),
    receipts: createReceipts(env.FINGERPRINT_KEY),
    queue,
    log,
  });
}
