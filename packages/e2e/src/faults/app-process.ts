import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the product, black box but for its log. */
export interface AppProcess extends AsyncDisposable {
  readonly pid: number;
  readonly log: readonly string[];
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly isRunning: boolean;
  /** Resolves when it does its work; rejects when it ends before. */
  ready(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Ends it and gives its exit code; null when the signal itself ended it. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Memory that it holds now, in bytes; 0 where /proc does not say. */
  residentBytes(): number;
}

export interface AppProcessOptions {
  readonly app: 'api' | 'worker';
  /** All of its environment, besides PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Modules that run in it before the program: a clock that is wrong, a message that kills. */
  readonly preloads: readonly string[];
}

const READY = { api: 'the API listens', worker: 'the worker is ready' } as const;
/** As the launcher starts them. */
const FLAGS = { api: [], worker: ['--max-semi-space-size=32', '--max-old-space-size=256'] } as const;
const KEPT_LINES = 20_000;

/** Starts the real program. It ends with this process, whatever happens to that. */
export function startAppProcess({ app, env, preloads }: AppProcessOptions): AppProcess {
  const imports = preloads.flatMap((preload) => ['--import', preload]);
  const child = spawn(process.execPath, [...FLAGS[app], ...imports, 'src/main.ts'], {
    cwd: fileURLToPath(new URL(`../../../../apps/${app}`, import.meta.url)),
    env: { PATH: process.env.PATH, ...env },
    // By the channel it learns that this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: string[] = [];
  const isReady = Promise.withResolvers<void>();
  isReady.promise.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      if (log.length > KEPT_LINES) log.shift();
      if (line.includes(READY[app])) isReady.resolve();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  void exited.then(() => isReady.reject(new Error(`The ${app} ended early:\n${log.join('\n')}`)));
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  void exited.then(() => process.removeListener('exit', killAtExit));
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (isAlive(child)) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid as number,
    log,
    exited,
    get isRunning() {
      return isAlive(child);
    },
    ready: () => isReady.promise,
    signal: (name) => void child.kill(name),
    stop,
    residentBytes: () => readResidentBytes(child.pid as number),
    [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')),
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function readResidentBytes(pid: number): number {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
