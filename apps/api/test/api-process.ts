import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ApiProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything that it wrote, once it has ended. */
  readonly output: Promise<string>;
  readonly exited: Promise<number | null>;
}

/** Settings under which the API starts, beside those that a test gives. */
export const SETTINGS = {
  TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
  AGENT_SIGNING_KEYS: `a1:${Buffer.alloc(32, 4).toString('base64url')}`,
  FINGERPRINT_KEY: Buffer.alloc(32, 2).toString('base64url'),
  AUTH_SECRET: Buffer.alloc(32, 3).toString('base64url'),
  RATE_LIMIT_FACTOR: '1000',
};

/** Starts the real program, with exactly the given settings; resolves when it answers. */
export async function startApi(settings: Record<string, string>): Promise<ApiProcess> {
  const api = spawnApi({ ...SETTINGS, API_PORT: String(await freePort()), ...settings });
  await Promise.race([
    waitUntilAnswers(`${api.url}/healthz`),
    api.exited.then(async (code) => {
      throw new Error(`The API ended with code ${code}: ${await api.output}`);
    }),
  ]);
  return api;
}

/** As {@link startApi}, without waiting for anything. */
export function spawnApi(settings: Record<string, string>): ApiProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('..', import.meta.url),
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((parts) => parts.join(''));
  return {
    child,
    url: `http://127.0.0.1:${settings.API_PORT}`,
    output,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function waitUntilAnswers(url: string): Promise<void> {
  for (;;) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
