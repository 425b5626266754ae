import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@carillon/db/client';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { inject, onTestFailed } from 'vitest';
import { findFreePort } from '../product.ts';
import { type ApiClient, signUp } from './api-client.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';
import { type HalfOpenProxy, startHalfOpenProxy } from './half-open-proxy.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';
import { type SeededDevice, type SeedOptions, seedDevices } from './seed-devices.ts';

export interface InstallationOptions {
  /** Push services, each an origin of its own. */
  readonly services: number;
  /** API processes. */
  readonly apis: number;
  /** Puts a way that can go silent in front of the first push service too. */
  readonly withPushProxy?: boolean;
}

export interface WorkerOptions {
  readonly preloads?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole installation of real processes under one test's hands: PostgreSQL, the API, workers, and push services over TLS. */
export interface Installation extends AsyncDisposable {
  readonly postgres: PostgresServer;
  /** The way that the API and the workers have to PostgreSQL. */
  readonly proxy: HalfOpenProxy;
  /** The way that workers have to the first push service; null unless it was asked for. */
  readonly pushProxy: HalfOpenProxy | null;
  /** The test's own way to it, for looks that no API gives. */
  readonly database: Database;
  readonly services: readonly [WebPushSimulator, ...WebPushSimulator[]];
  readonly apis: readonly AppProcess[];
  /** The administrator at the first API process, and at each. */
  readonly admin: ApiClient;
  readonly adminAt: readonly ApiClient[];
  /** Every device that was seeded. */
  readonly devices: readonly SeededDevice[];
  /** Where tokens' key is: what a process that lost it is given differs in this. */
  readonly keys: string;
  /** Subscribes browsers: at the first service and sealed by the installation's own key, unless said otherwise. */
  seed(count: number, other?: Partial<Pick<SeedOptions, 'service' | 'keyRing'>>): Promise<SeededDevice[]>;
  startWorker(options?: WorkerOptions): AppProcess;
}

/** @see Installation */
export async function createInstallation(options: InstallationOptions): Promise<Installation> {
  await using resources = new AsyncDisposableStack();
  const { services, pushProxy } = await startServices(options, resources);
  const postgres = resources.use(await startPostgresServer(inject('clusterTemplate')));
  const proxy = resources.use(await startHalfOpenProxy(postgres.port));
  const database = createDatabase({
    url: postgres.url,
    poolSize: 5,
    applicationName: 'fault test',
    onConnectionError: () => {},
  });
  resources.defer(() => database.close());

  const keys = `k1:${randomBytes(32).toString('base64url')}`;
  const vapid = generateVapidKeys();
  const env = {
    DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${proxy.port}/`),
    TOKEN_ENCRYPTION_KEYS: keys,
    AGENT_SIGNING_KEYS: `a1:${randomBytes(32).toString('base64url')}`,
    FINGERPRINT_KEY: randomBytes(32).toString('base64url'),
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    VAPID_SUBJECT: 'mailto:ops@example.com',
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    WEBPUSH_TEST_ORIGINS: services.map(({ settings }) => settings.origin).join(','),
    NODE_EXTRA_CA_CERTS: services[0].settings.caFile,
    RATE_LIMIT_FACTOR: '100000',
  };
  const apis: AppProcess[] = [];
  const urls: string[] = [];
  for (let count = 0; count < options.apis; count += 1) {
    const apiPort = String(await findFreePort());
    apis.push(
      resources.use(startAppProcess({ app: 'api', env: { ...env, API_PORT: apiPort }, preloads: [] })),
    );
    urls.push(`http://127.0.0.1:${apiPort}`);
  }
  await Promise.all(apis.map((api) => api.ready()));
  const clientAt = await signUp(urls[0] as string);
  const adminAt = urls.map((url) => clientAt(url));

  const workers: AppProcess[] = [];
  onTestFailed(() => console.error([...apis, ...workers].map(lastWords).join('\n\n')));
  const devices: SeededDevice[] = [];
  const owned = resources.move();
  return {
    postgres,
    proxy,
    pushProxy,
    database,
    services,
    apis,
    admin: adminAt[0] as ApiClient,
    adminAt,
    devices,
    keys,
    seed: async (count, other = {}) => {
      const seeded = await seedDevices(database, {
        service: services[0],
        count,
        keyRing: parseKeyRing(keys),
        vapidPublicKey: vapid.publicKey,
        ...other,
      });
      devices.push(...seeded);
      return seeded;
    },
    startWorker: ({ preloads = [], env: own = {} } = {}) => {
      const worker = owned.use(startAppProcess({ app: 'worker', env: { ...env, ...own }, preloads }));
      workers.push(worker);
      return worker;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Services = Installation['services'];

async function startServices(
  { services: count, withPushProxy = false }: InstallationOptions,
  resources: AsyncDisposableStack,
): Promise<{ readonly services: Services; readonly pushProxy: HalfOpenProxy | null }> {
  const tls = await makeThrowawayTls(Date.now());
  const pushPort = withPushProxy ? await findFreePort() : 0;
  const pushProxy = withPushProxy ? resources.use(await startHalfOpenProxy(pushPort)) : null;
  const first = await startWebPushSimulator(
    pushProxy === null ? { tls } : { tls, pushPort, publicPort: pushProxy.port },
  );
  const services: [WebPushSimulator, ...WebPushSimulator[]] = [resources.use(first)];
  while (services.length < count) services.push(resources.use(await startWebPushSimulator({ tls })));
  return { services, pushProxy };
}

const LAST_LINES = 15;

/** What a process wrote last, for whoever has to find out why a test failed. */
function lastWords({ pid, isRunning, log }: AppProcess): string {
  const lines = log.filter((line) => !line.includes('"level":"info"')).slice(-LAST_LINES);
  return `${isRunning ? 'running' : 'ended'} process ${pid}:\n${lines.join('\n')}`;
}
