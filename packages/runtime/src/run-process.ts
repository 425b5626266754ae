import { EnvError } from './env.ts';
import { createLogger, type Logger } from './logger.ts';
import type { ProductSettings } from './product-settings.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';

/** All closers together (F-10): attempts that a worker has under way end within their deadline of 10 s and are written. */
const SHUTDOWN_LIMIT_MS = 25_000;

export interface ProcessOptions<Env> {
  /** In every line of its log, and in the message when it cannot start. */
  readonly name: string;
  /** @throws {EnvError} naming every bad variable together */
  readonly readEnv: () => Env;
  readonly start: (env: Env, log: Logger, shutdown: Shutdown) => Promise<void>;
}

/**
 * Runs a process of the product from its settings to its end. One that cannot start ends with code 1 and one message, after
 * what it had opened is closed.
 */
export async function runProcess<Env extends Pick<ProductSettings, 'LOG_LEVEL' | 'WEBPUSH_TEST_ORIGINS'>>(
  options: ProcessOptions<Env>,
): Promise<void> {
  const { name } = options;
  const env = readOrExit(options.readEnv);
  const log = createLogger({ name, level: env.LOG_LEVEL });
  const shutdown = createShutdown({ log, host: process, limitMs: SHUTDOWN_LIMIT_MS });
  if (env.WEBPUSH_TEST_ORIGINS.length > 0) {
    log.warn(
      { origins: env.WEBPUSH_TEST_ORIGINS },
      'these origins skip the guard of push addresses; never in production',
    );
  }
  try {
    await options.start(env, log, shutdown);
  } catch (error) {
    log.fatal({ err: error }, `the ${name} could not be started`);
    await shutdown.run('start failed', 1);
  }
}

function readOrExit<Env>(readEnv: () => Env): Env {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
