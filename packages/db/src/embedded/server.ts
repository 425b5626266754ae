import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { type Launch, launchUnprivileged } from './unprivileged.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of this server alone: the cluster (`pgdata/`) and its generated password (0600). Kept between starts. */
  readonly directory: string;
  /** `-c name=value` settings, on top of ours. */
  readonly settings: Readonly<Record<string, string>>;
  /** A free one at each start if left out. */
  readonly port?: number;
  /** Lines that PostgreSQL writes. */
  readonly onLog: (line: string) => void;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly port: number;
  readonly process: ChildProcess;
  /** Connection string of one of its databases. Holds the password: not for logs. */
  urlOf(database: string): string;
  /** Ends it in order: refuses new sessions, rolls back what is open, writes a checkpoint. */
  stop(): Promise<void>;
}

/** The cluster's superuser; its password is made at the first start. */
export const EMBEDDED_USER = 'carillon';
const STARTED = 'database system is ready to accept connections';

/**
 * Starts a PostgreSQL server of our own on a free loopback port, and makes its cluster at the first start. It is a process
 * group of its own, so that Ctrl-C in a terminal reaches it through us, after its clients are done.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findPostgresBinaries();
  mkdirSync(options.directory, { recursive: true });
  const dataDir = path.join(path.resolve(options.directory), 'pgdata');
  const launch = launchUnprivileged([dataDir, binaries.postgres]);
  const password = readOrMakePassword(path.join(options.directory, 'password'));
  if (!existsSync(path.join(dataDir, 'PG_VERSION')))
    await initialise({ binaries, launch, dataDir, password });

  await stopOrphan(dataDir);
  const port = options.port ?? (await findFreePort());
  const child = run(launch, binaries.postgres, [
    '-D',
    dataDir,
    '-p',
    String(port),
    ...serverSettings(options),
  ]);
  // The last resort of a process that ends without stopping it: an orphan would keep the cluster locked.
  const stopAtExit = (): void => void child.kill('SIGINT');
  process.once('exit', stopAtExit);
  await waitUntilStarted(child, options.onLog);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', stopAtExit);
    await stopServer(child);
  };
  return {
    port,
    process: child,
    urlOf: (database) => `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${database}`,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function serverSettings(options: EmbeddedPostgresOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function run(launch: Launch, program: string, args: readonly string[]): ChildProcess {
  const [command, ...rest] = [...launch.prefix, program, ...args];
  return spawn(command as string, rest, {
    ...launch.spawnOptions,
    cwd: tmpdir(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  });
}

interface InitialiseOptions {
  readonly binaries: PostgresBinaries;
  readonly launch: Launch;
  readonly dataDir: string;
  readonly password: string;
}

async function initialise({ binaries, launch, dataDir, password }: InitialiseOptions): Promise<void> {
  // What a start that was cut off left behind holds no data: the version file is written first of all by initdb's bootstrap.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o700 });
  const passwordFile = path.join(tmpdir(), `carillon-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (launch.owner !== null) {
    chownSync(dataDir, launch.owner.uid, launch.owner.gid);
    chownSync(passwordFile, launch.owner.uid, launch.owner.gid);
  }
  try {
    const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync'];
    const args = [`--pgdata=${dataDir}`, `--username=${EMBEDDED_USER}`, `--pwfile=${passwordFile}`, ...flags];
    const child = run(launch, binaries.initdb, args);
    const output: string[] = [];
    child.stdout?.on('data', (chunk) => output.push(String(chunk)));
    child.stderr?.on('data', (chunk) => output.push(String(chunk)));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`PostgreSQL's initdb ended with ${code}: ${output.join('')}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function readOrMakePassword(file: string): string {
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

const ORPHAN_POLL_MS = 50;

/**
 * Ends a server of this cluster whose starter was killed before it could. The caller has made sure that no other start
 * owns the directory.
 */
async function stopOrphan(dataDir: string): Promise<void> {
  const pidFile = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const command = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  // The number may belong to an unrelated process by now; PostgreSQL removes a stale file by itself.
  if (!command.includes(dataDir)) return;
  process.kill(pid, 'SIGINT');
  while (existsSync(pidFile)) await delay(ORPHAN_POLL_MS);
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1');
  return address.port;
}

function waitUntilStarted(child: ChildProcess, onLog: (line: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const recent: string[] = [];
  const read = (chunk: unknown): void => {
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      recent.push(line);
      if (recent.length > 20) recent.shift();
      onLog(line);
      if (line.includes(STARTED)) resolve();
    }
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${recent.join('\n')}`)));
  return promise;
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // SIGINT is PostgreSQL's «fast shutdown»: sessions are ended, not waited for.
  child.kill('SIGINT');
  await exited;
}
