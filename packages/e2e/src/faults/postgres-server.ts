import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@carillon/db/embedded/server';
import { findFreePort } from '../product.ts';
import { copyCluster, DATABASE } from './cluster-template.ts';

/** A PostgreSQL of one test's own, which keeps its port through every death. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** SIGKILL, to the first process alone, as the kernel does when memory is out: no checkpoint, no goodbye to clients. */
  kill(): Promise<void>;
  /** Starts it again on the same data; resolves when it takes connections. */
  start(): Promise<void>;
  /**
   * No process of it can make any file longer than this any more: PostgreSQL takes that for a full disk. Null gives the
   * space back. Needs no right but that over one's own processes.
   */
  limitFileBytes(bytes: number | null): void;
}

// What a killed process wrote is with the kernel; only the end of the machine would lose what was not synced.
const SETTINGS = { fsync: 'off', max_connections: '100' } as const;
const RESTART_POLL_MS = 100;
const RESTART_LIMIT_MS = 20_000;

/** @see PostgresServer */
export async function startPostgresServer(template: string): Promise<PostgresServer> {
  const directory = copyCluster(template);
  const port = await findFreePort();
  const open = () => startEmbeddedPostgres({ directory, port, settings: SETTINGS, onLog: () => {} });
  let server: EmbeddedPostgres = await open();
  let guard = endWithUs(server);
  const kill = async (): Promise<void> => {
    if (server.process.exitCode !== null || server.process.signalCode !== null) return;
    const exited = once(server.process, 'exit');
    server.process.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    url: server.urlOf(DATABASE),
    kill,
    start: async () => {
      server = await retryOpen(open);
      guard.kill('SIGKILL');
      guard = endWithUs(server);
    },
    limitFileBytes: (bytes) => limitFileBytes(directory, server.process.pid as number, bytes),
    [Symbol.asyncDispose]: async () => {
      guard.kill('SIGKILL');
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ends the server when this process is killed before it could: then the pipe that the shell reads from closes. */
function endWithUs({ process: server }: EmbeddedPostgres): ChildProcess {
  // A signal to our whole group, such as a terminal's, must not end it before it has done its work.
  const script = `trap '' INT TERM HUP; read _; kill -QUIT ${server.pid}`;
  return spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Sessions of the dead server end when they notice its death; until then its memory is in use. */
async function retryOpen(open: () => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres> {
  const limitMs = performance.now() + RESTART_LIMIT_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (performance.now() > limitMs) throw error;
      await delay(RESTART_POLL_MS);
    }
  }
}

/** By PostgreSQL's own user, who may change the limits of its processes without any privilege. */
function limitFileBytes(directory: string, postmaster: number, bytes: number | null): void {
  const { stdout } = spawnSync(
    'ps',
    ['-o', 'pid=', '--pid', String(postmaster), '--ppid', String(postmaster)],
    {
      encoding: 'utf8',
    },
  );
  const { uid, gid } = statSync(path.join(directory, 'pgdata'));
  const asOwner = process.getuid?.() === 0 ? { uid, gid } : {};
  for (const pid of stdout.trim().split(/\s+/)) {
    // The soft limit alone: without privileges a hard one could never be raised again.
    const limit = `--fsize=${bytes ?? 'unlimited'}:`;
    spawnSync('prlimit', ['--pid', pid, limit], asOwner);
  }
}
