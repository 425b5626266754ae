import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DeviceId, type NotificationId, type UserId, userIdSchema } from '@carillon/contracts/ids';
import { sendNotificationInputSchema } from '@carillon/contracts/notifications';
import { createDatabase, type Database } from '@carillon/db/client';
import { startEmbeddedPostgres } from '@carillon/db/embedded/server';
import { migrate } from '@carillon/db/migrations/migrate';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createNotificationStore } from '@carillon/db/repositories/notifications';
import { createAudienceReader } from '@carillon/db/repositories/notifications-audience';
import { NOTIFICATION_JOBS } from '@carillon/notifications/jobs';
import { createReceipts } from '@carillon/notifications/receipts';
import { send } from '@carillon/notifications/send';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { createQueue } from '@carillon/queue/queue';
import { uuidv7 } from '@carillon/runtime/ids';
import { createLogger } from '@carillon/runtime/logger';
import { createPushDevices } from '@carillon/testing/push-devices';
import { startProgram } from './start-program.ts';
import type { DurableTarget } from './targets.ts';
import type { SinkAddress } from './tls-sink.ts';

/** PostgreSQL with its durable defaults, real worker processes, and a push service to which they send. */
export interface DurableInstallation extends AsyncDisposable {
  readonly database: Database;
  readonly postgresPid: number;
  /** Adds devices of the target, so that there are so many. */
  seedUpTo(devices: number): Promise<void>;
  readonly devices: readonly DeviceId[];
  startWorker(): Promise<ChildProcess>;
  /** Resolves once it is committed. */
  send(audience: { broadcast: true } | { deviceIds: DeviceId[] }): Promise<NotificationId>;
  isDone(id: NotificationId): Promise<boolean>;
}

const DEVICES_PER_STATEMENT = 5_000;
const WORKER = fileURLToPath(new URL('../../../apps/worker/src/main.ts', import.meta.url));

/** As `npm start` runs it (apps/launcher). */
const WORKER_FLAGS = ['--max-semi-space-size=32', '--max-old-space-size=256'];

/** @param target whose devices are sent to, all of them at the sink */
export async function openDurableInstallation(
  sink: SinkAddress,
  target: DurableTarget,
): Promise<DurableInstallation> {
  await using resources = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-bench-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, sink.caPem);
  const directory = path.join(folder, 'postgres');
  const postgres = resources.use(await startEmbeddedPostgres({ directory, settings: {}, onLog: () => {} }));
  const url = postgres.urlOf('postgres');
  await migrate(url);

  const log = createLogger({ name: 'bench', level: 'silent' });
  const connection = { url, poolSize: 4, applicationName: 'bench', onConnectionError: () => {} };
  const database = createDatabase(connection);
  resources.defer(() => database.close());
  const queue = createQueue({
    databaseUrl: url,
    jobs: NOTIFICATION_JOBS,
    role: 'producer',
    poolSize: 2,
    applicationName: 'bench queue',
    log,
  });
  await queue.start();
  resources.defer(() => queue.stop());

  const userId = userIdSchema.parse(uuidv7());
  await database.prisma.user.create({ data: { id: userId, email: 'bench@example.com', role: 'admin' } });
  const keys = `k1:${randomBytes(32).toString('base64url')}`;
  const vapid = generateVapidKeys();
  const env = {
    DATABASE_URL: url,
    TOKEN_ENCRYPTION_KEYS: keys,
    FINGERPRINT_KEY: randomBytes(32).toString('base64url'),
    VAPID_SUBJECT: 'mailto:ops@example.com',
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    NODE_EXTRA_CA_CERTS: caFile,
    LOG_LEVEL: 'info',
    ...target.environment,
  };
  const devices: DeviceId[] = [];
  const dependencies = {
    store: createNotificationStore(database),
    audiences: createAudienceReader(database),
    audit: createAuditStore(database),
    queue,
    receipts: createReceipts(randomBytes(32)),
    budgets: [],
    log,
  };
  const owned = resources.move();
  return {
    database,
    postgresPid: postgres.process.pid as number,
    devices,
    seedUpTo: async (count) => {
      while (devices.length < count) {
        const size = Math.min(DEVICES_PER_STATEMENT, count - devices.length);
        devices.push(...(await seed({ database, userId, keys, target, size })));
      }
      await database.pool.query('VACUUM ANALYZE');
    },
    startWorker: () =>
      startProgram({ file: WORKER, env, execArgv: WORKER_FLAGS, readyText: 'the worker is ready' }, owned),
    send: async (audience) => {
      const context = {
        sender: { userId, role: 'admin' as const },
        apiKeyId: null,
        requestId: null,
        ipAddress: null,
      };
      const input = {
        title: 'Deploy finished',
        body: 'All checks are green.',
        url: '/deploys/1842',
        audience,
      };
      return (await send(dependencies, context, sendNotificationInputSchema.parse(input))).id;
    },
    isDone: async (id) => {
      const found = await database.pool.query(
        "SELECT 1 FROM notifications WHERE id = $1 AND status = 'done'",
        [id],
      );
      return found.rowCount === 1;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Seed {
  readonly database: Database;
  readonly userId: UserId;
  readonly keys: string;
  readonly target: DurableTarget;
  readonly size: number;
}

function seed({ database, userId, keys, target, size }: Seed): Promise<DeviceId[]> {
  return createPushDevices(database, {
    userId,
    provider: target.provider,
    keyRing: parseKeyRing(keys),
    count: size,
    material: (index) => target.material(index),
  });
}

/** A sink in a process of its own, for as long as the stack lives. */
export async function forkSink(resources: AsyncDisposableStack): Promise<SinkAddress> {
  const sink = fork(new URL('./tls-sink.ts', import.meta.url));
  resources.defer(() => sink.disconnect());
  const [address] = (await once(sink, 'message')) as [SinkAddress];
  return address;
}

export async function postgresVersion({
  database,
}: {
  readonly database: Pick<Database, 'pool'>;
}): Promise<string> {
  const { rows } = await database.pool.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version ?? 'unknown';
}
