import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, type Database } from '@carillon/db/client';
import { startEmbeddedPostgres } from '@carillon/db/embedded/server';
import { migrate } from '@carillon/db/migrations/migrate';
import { startProgram } from './start-program.ts';

/** One API process over a PostgreSQL with its durable defaults, and connections to it that stay open. */
export interface ApiInstallation extends AsyncDisposable {
  readonly api: ChildProcess;
  readonly database: Database;
  /** @throws {Error} for any answer of 400 and above: a benchmark of refusals measures nothing */
  call(call: Call): Promise<unknown>;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

const API = fileURLToPath(new URL('../../../apps/api/src/main.ts', import.meta.url));
const MAX_CONNECTIONS = 64;

/** @param limits what would refuse the load: devices of one person */
export async function openApiInstallation(limits: {
  readonly devicesPerUser: number;
}): Promise<ApiInstallation> {
  await using resources = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-bench-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const directory = path.join(folder, 'postgres');
  const postgres = resources.use(await startEmbeddedPostgres({ directory, settings: {}, onLog: () => {} }));
  const url = postgres.urlOf('postgres');
  await migrate(url);
  const connection = { url, poolSize: 2, applicationName: 'bench', onConnectionError: () => {} };
  const database = createDatabase(connection);
  resources.defer(() => database.close());
  const port = await freePort();
  const secret = () => randomBytes(32).toString('base64url');
  const env = {
    DATABASE_URL: url,
    API_PORT: String(port),
    TOKEN_ENCRYPTION_KEYS: `k1:${secret()}`,
    AGENT_SIGNING_KEYS: `k1:${secret()}`,
    FINGERPRINT_KEY: secret(),
    AUTH_SECRET: secret(),
    MAX_DEVICES_PER_USER: String(limits.devicesPerUser),
    RATE_LIMIT_FACTOR: '1000000',
    LOG_LEVEL: 'info',
  };
  const api = await startProgram({ file: API, env, execArgv: [], readyText: 'the API listens' }, resources);
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  resources.defer(() => agent.destroy());
  const owned = resources.move();
  return {
    api,
    database,
    call: (call) => send(agent, port, call),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function send(agent: Agent, port: number, { method, path: below, token, body }: Call): Promise<unknown> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const target = { agent, port, host: '127.0.0.1', method, path: `/api/v1${below}`, headers };
    const outgoing = request(target, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) < 400) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${below} answered ${response.statusCode}: ${text}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
