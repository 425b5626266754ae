import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A worker as a process of its own, black box but for its log. */
export interface WorkerProcess extends AsyncDisposable {
  readonly log: readonly string[];
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Resolves once it takes jobs. */
  ready(): Promise<void>;
  /** Ends it and gives its exit code; null when the signal itself ended it. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export function startWorker(env: Readonly<Record<string, string>>): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const isReady = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      if (line.includes('the worker is ready')) isReady.resolve();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  void exited.then(() => isReady.reject(new Error(`The worker ended early:\n${log.join('\n')}`)));
  isReady.promise.catch(() => {});
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    log,
    exited,
    ready: () => isReady.promise,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')),
  };
}
