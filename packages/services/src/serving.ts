import { createAuditLog } from '@carillon/auth/audit-log';
import { createBoundedAudit } from '@carillon/auth/bounded-audit';
import { type Auth, createAuth } from '@carillon/auth/create-auth';
import { createPostgresRateLimiter } from '@carillon/auth/postgres-rate-limiter';
import { createUserAdministration } from '@carillon/auth/user-administration';
import { createDatabase, type Database } from '@carillon/db/client';
import { createInboxListener, type InboxListener } from '@carillon/db/inbox-notices';
import { createAgentCredentialStore } from '@carillon/db/repositories/agent-authentication';
import { createApiKeyStore } from '@carillon/db/repositories/api-keys';
import { createAuditReader, createAuditStore } from '@carillon/db/repositories/audit-events';
import { createIdentifiedUserStore } from '@carillon/db/repositories/identified-users';
import { createMetricCounters } from '@carillon/db/repositories/metric-counters';
import { createRefreshTokens } from '@carillon/db/repositories/refresh-tokens';
import { createRegistryStore } from '@carillon/db/repositories/registry';
import { createSealedTokens } from '@carillon/db/repositories/sealed-tokens';
import { createSessions } from '@carillon/db/repositories/sessions';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createUserAdministrationStore } from '@carillon/db/repositories/user-administration';
import { createUserDirectoryStore } from '@carillon/db/repositories/user-directory';
import { createUsers } from '@carillon/db/repositories/users';
import { NOTIFICATION_JOBS } from '@carillon/notifications/jobs';
import { createEndpointPolicy } from '@carillon/push/devices/endpoint-policy';
import { KNOWN_PUSH_SERVICE_HOSTS } from '@carillon/push/devices/endpoint-policy-hosts';
import { createRegistry, type Registry } from '@carillon/push/devices/registry';
import { createRegistryJournal } from '@carillon/push/devices/registry-events';
import { createVapidKeySource } from '@carillon/push/devices/vapid';
import type { AuditStore } from '@carillon/push/ports';
import { createFingerprinter } from '@carillon/push/vault/fingerprint';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { createVault, type Vault } from '@carillon/push/vault/vault';
import { createQueue, type Queue } from '@carillon/queue/queue';
import { systemClock } from '@carillon/runtime/clock';
import type { Logger } from '@carillon/runtime/logger';
import { type CounterStore, createMetricsBuffer, type Metrics } from '@carillon/runtime/metrics';
import { type MetricsFlusher, startMetricsFlusher } from '@carillon/runtime/metrics-flusher';
import type { Services } from '@carillon/trpc/services';
import { wireAgents } from './agents.ts';
import { createInstallationDoctor } from './doctor.ts';
import { wireMessaging } from './messaging.ts';
import { oidcSettingsOf } from './oidc.ts';
import { wirePairings } from './pairing.ts';
import type { ServingSettings } from './serving-settings.ts';

/** What a process that serves the router is made of, before it serves anything. */
export interface Serving {
  readonly database: Database;
  readonly queue: Queue;
  readonly flusher: MetricsFlusher;
  /** Where all processes' counters stand. */
  readonly counters: CounterStore;
  /** To be closed as the HTTP server begins to close: that ends what waits for messages. */
  readonly inboxListener: InboxListener;
  readonly services: Services;
}

export interface ServingOptions {
  readonly settings: ServingSettings;
  /** `carillon-api`, `carillon-web`: how its connections are named in the database. */
  readonly applicationName: string;
  readonly log: Logger;
}

/** argon2id takes a core for a while; other calls must stay quick beside a storm of sign-ins. */
const PASSWORDS = { concurrency: 2, maxWaiting: 50 };
const METRICS_INTERVAL_MS = 2_000;
/** Serving only puts jobs in, and does that in the transaction of the use case. */
const QUEUE_POOL_SIZE = 2;

interface Parts extends ServingOptions {
  readonly database: Database;
}

/**
 * Wires the use cases to the database and the queue, the same for the API and the dashboard, so that they cannot drift
 * apart. Connects to nothing yet, except that the metrics' timer runs.
 */
export function createServing(options: ServingOptions): Serving {
  const { settings, applicationName, log } = options;
  const database = createDatabase({
    url: settings.DATABASE_URL,
    poolSize: settings.DATABASE_POOL_SIZE,
    applicationName,
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke while idle'),
  });
  const queue = createQueue({
    databaseUrl: settings.DATABASE_URL,
    jobs: NOTIFICATION_JOBS,
    role: 'producer',
    poolSize: QUEUE_POOL_SIZE,
    applicationName: `${applicationName}-queue`,
    log,
  });
  const parts = { ...options, database };
  const auth = wireAuth(parts);
  const buffer = createMetricsBuffer();
  const audit = createBoundedAudit({ audit: createAuditStore(database), limits: auth.limits });
  const devices = wireDevices(parts, { auth, audit, metrics: buffer });
  const counters = createMetricCounters(database);
  const inboxListener = createInboxListener({
    url: settings.DATABASE_URL,
    applicationName: `${applicationName}-inbox`,
    log,
  });
  return {
    database,
    queue,
    counters,
    inboxListener,
    flusher: startMetricsFlusher({ buffer, store: counters, intervalMs: METRICS_INTERVAL_MS, log }),
    services: {
      auth,
      audit: createAuditLog(createAuditReader(database)),
      devices,
      pairings: wirePairings({
        authSecret: options.settings.AUTH_SECRET,
        database,
        auth,
        devices,
        log: options.log,
      }),
      agents: wireAgents({ database, notices: inboxListener, metrics: buffer, log }),
      ...wireMessaging({ ...parts, queue, audit }),
      administration: createUserAdministration({
        users: createUserDirectoryStore(database),
        store: createUserAdministrationStore(database),
        log: options.log,
      }),
      vault: wireVault(parts),
      doctor: createInstallationDoctor(parts),
    },
  };
}

function wireAuth({ settings, log, database }: Parts): Auth {
  return createAuth({
    ports: {
      users: createUsers(database),
      sessions: createSessions(database),
      refreshTokens: createRefreshTokens(database),
      apiKeys: createApiKeyStore(database),
      agentCredentials: createAgentCredentialStore(database),
      identifiedUsers: createIdentifiedUserStore(database),
      audit: createAuditStore(database),
      limits: createPostgresRateLimiter({ pool: database.pool, factor: settings.RATE_LIMIT_FACTOR }),
    },
    settings: {
      authSecret: settings.AUTH_SECRET,
      registration: settings.REGISTRATION,
      passwords: PASSWORDS,
      agents: {
        keyRing: parseKeyRing(settings.AGENT_SIGNING_KEYS),
        publicApiUrl: settings.PUBLIC_API_URL,
      },
      oidc: oidcSettingsOf(settings),
    },
    clock: systemClock,
    log,
  });
}

function wireDevices(
  { settings, log, database }: Parts,
  { auth, audit, metrics }: { readonly auth: Auth; readonly audit: AuditStore; readonly metrics: Metrics },
): Registry {
  const keyRing = parseKeyRing(settings.TOKEN_ENCRYPTION_KEYS);
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = settings;
  return createRegistry({
    store: createRegistryStore(database),
    audit,
    keyRing,
    agentKeyRing: parseKeyRing(settings.AGENT_SIGNING_KEYS),
    secretHasher: auth.passwords,
    fingerprint: createFingerprinter(settings.FINGERPRINT_KEY),
    endpointPolicy: createEndpointPolicy({
      allowedHosts: settings.WEBPUSH_ALLOWED_HOSTS ?? KNOWN_PUSH_SERVICE_HOSTS,
      testOrigins: settings.WEBPUSH_TEST_ORIGINS,
    }),
    vapid: createVapidKeySource({
      settings: createSettingStore(database),
      keyRing,
      configured: publicKey === undefined || privateKey === undefined ? null : { publicKey, privateKey },
    }),
    clock: systemClock,
    publish: createRegistryJournal(log, metrics),
    limits: { devicesPerUser: settings.MAX_DEVICES_PER_USER, devicesPerInstance: settings.MAX_DEVICES },
    anonymousSubscriptions: settings.ANONYMOUS_SUBSCRIPTIONS,
  });
}

function wireVault({ settings, database }: Parts): Vault {
  return createVault({
    tokens: createSealedTokens(database),
    settings: createSettingStore(database),
    keyRing: parseKeyRing(settings.TOKEN_ENCRYPTION_KEYS),
    audit: createAuditStore(database),
  });
}
