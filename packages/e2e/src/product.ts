import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../apps/launcher/src/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_LIMIT_MS = 150_000;

export interface ProductOptions {
  /** Settings on top of free ports and a data directory of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Kept when it is given, for another start; otherwise a folder of its own, which goes when the product stops. */
  readonly dataDir?: string;
  /** What to run instead of the launcher itself: `['npm', 'start']`. */
  readonly command?: readonly [string, ...string[]];
}

export interface Product extends AsyncDisposable {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly dataDir: string;
  /** The process that was started: the launcher, or npm. */
  readonly pid: number;
  /** Everything that the processes wrote so far. */
  output(): string;
  /** Connection string of its database, for checks that no API shows. */
  databaseUrl(): string;
  /** The first process of its PostgreSQL. */
  databasePid(): number;
  /** SIGTERM, as a process manager would; resolves with the launcher's exit code. */
  stop(): Promise<number | null>;
}

/** Runs the whole product as `npm start` does, on free ports, and waits for its `ready` line. */
export async function startProduct({ env, dataDir: keptDir, command }: ProductOptions): Promise<Product> {
  const dataDir = keptDir ?? mkdtempSync(path.join(tmpdir(), 'carillon-e2e-'));
  const [program, ...args] = command ?? [process.execPath, LAUNCHER];
  const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      // The test runner's own, under which the dashboard would be built and started as something else.
      NODE_ENV: undefined,
      API_PORT: String(apiPort),
      WEB_PORT: String(webPort),
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collectOutput(child);
  try {
    await output.waitFor(/^ready /m);
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    if (keptDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    return child.exitCode;
  };
  return {
    webUrl: `http://127.0.0.1:${webPort}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    dataDir,
    pid: child.pid as number,
    output: output.text,
    databaseUrl: () => embeddedDatabaseUrl(dataDir),
    databasePid: () => Number(readPidFile(dataDir)[0]),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

interface Output {
  text(): string;
  waitFor(pattern: RegExp): Promise<void>;
}

function collectOutput(child: ChildProcess): Output {
  let text = '';
  const listeners = new Set<() => void>();
  const read = (chunk: unknown): void => {
    text += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  return {
    text: () => text,
    waitFor(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const fail = (why: string): void => reject(new Error(`${why}; the product wrote:\n${text}`));
      const limit = setTimeout(() => fail(`Not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
      const check = (): void => {
        if (pattern.test(text)) resolve();
      };
      listeners.add(check);
      child.once('exit', (code) => fail(`The product ended with ${code}`));
      return promise.finally(() => {
        clearTimeout(limit);
        listeners.delete(check);
      });
    },
  };
}

function embeddedDatabaseUrl(dataDir: string): string {
  const password = readFileSync(path.join(dataDir, 'postgres', 'password'), 'utf8');
  return `postgresql://carillon:${password}@127.0.0.1:${readPidFile(dataDir)[3]}/carillon`;
}

/** The lines that a running PostgreSQL keeps: first its process id, fourth its port. */
function readPidFile(dataDir: string): readonly string[] {
  return readFileSync(path.join(dataDir, 'postgres', 'pgdata', 'postmaster.pid'), 'utf8').split('\n');
}

/** A port of 127.0.0.1 that nothing listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1');
  return address.port;
}
