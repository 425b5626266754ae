import type { Logger } from './logger.ts';

/** The part of `process` that shutting down needs, so that tests can be the process. */
export interface ShutdownHost {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /** True while a parent holds an IPC channel to this process. */
  readonly connected?: boolean;
  exit(code: number): void;
}

export interface ShutdownOptions {
  readonly log: Logger;
  readonly host: ShutdownHost;
  /** For all closers together; when it has passed the process exits with code 1, whatever is still open. */
  readonly limitMs: number;
}

export interface Shutdown {
  /** Adds something to close. What was added last is closed first, each after the one before it has finished. */
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything, once, and ends the process: 0 when all closed in time and `exitCode` is 0, else not 0. */
  run(reason: string, exitCode: number): Promise<void>;
}

interface Closer {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

/**
 * Ends this process in order (F-10) on SIGTERM, SIGINT, the loss of its parent (the IPC channel closes: no orphans
 * remain when a launcher is killed), and on errors that nobody caught, which exit with 1. Signals that come while it
 * is already closing change nothing: a terminal's Ctrl-C and the parent's SIGTERM usually arrive together.
 */
export function createShutdown({ log, host, limitMs }: ShutdownOptions): Shutdown {
  const closers: Closer[] = [];
  let running: Promise<void> | undefined;

  const run = (reason: string, exitCode: number): Promise<void> => {
    running ??= closeAll({ log, host, limitMs, closers, reason, exitCode });
    return running;
  };
  const runOnError = (error: unknown) => {
    log.fatal({ err: error }, 'an error that nobody caught ends the process');
    void run('uncaught error', 1);
  };

  host.on('SIGTERM', () => void run('SIGTERM', 0));
  host.on('SIGINT', () => void run('SIGINT', 0));
  if (host.connected) host.on('disconnect', () => void run('the parent is gone', 0));
  host.on('uncaughtException', runOnError);
  host.on('unhandledRejection', runOnError);
  return { add: (name, close) => void closers.push({ name, close }), run };
}

interface CloseAll extends ShutdownOptions {
  readonly closers: readonly Closer[];
  readonly reason: string;
  readonly exitCode: number;
}

async function closeAll({ log, host, limitMs, closers, reason, exitCode }: CloseAll): Promise<void> {
  log.info({ reason }, 'shutting down');
  const progress = { closing: '' };
  const limit = setTimeout(() => {
    log.error({ closing: progress.closing, limitMs }, 'shutting down took too long');
    host.exit(1);
  }, limitMs);
  let failures = 0;
  for (const { name, close } of closers.toReversed()) {
    progress.closing = name;
    try {
      await close();
    } catch (error) {
      failures += 1;
      log.error({ err: error, closing: name }, 'could not be closed');
    }
  }
  clearTimeout(limit);
  log.info({ failures }, 'shut down');
  host.exit(failures > 0 ? Math.max(exitCode, 1) : exitCode);
}
