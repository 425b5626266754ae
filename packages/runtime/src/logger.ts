import pino from 'pino';
import { logContext } from './log-context.ts';
import { CENSORED, redact, SECRET_PATHS, scrubText, serializeError } from './redact.ts';
import { shortenEndpoint } from './shorten-endpoint.ts';

/** A structured logger: `log.info({ deviceId }, 'device registered')`. `child` binds members to every line. */
export type Logger = pino.Logger;

/** Least important first; `silent` writes nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const STDOUT = 1;

export interface LoggerOptions {
  /** The process: `api`, `worker`, `web`. Stands in every line as `name`. */
  readonly name: string;
  readonly level: LogLevel;
  /** Where lines go; standard output when absent. Each write is one line of JSON with its line end. */
  readonly destination?: { write(line: string): void };
}

/**
 * A logger that writes one line of JSON an event, with ISO 8601 times, level names, and the members of the present
 * `withLogContext` (OBS-2).
 *
 * Secrets are kept out twice (T-6). Members are censored by their name at every depth, and the finished line is
 * searched for what looks like a secret, for those that were put into a message or an error's text.
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError, endpoint: (endpoint: unknown) => shortenEndpoint(String(endpoint)) },
    redact: { paths: [...SECRET_PATHS], censor: CENSORED },
    mixin: () => ({ ...logContext() }),
    formatters: {
      level: (label) => ({ level: label }),
      bindings: (bindings) => redactMembers(bindings),
      log: (members) => redactMembers(members),
    },
    hooks: { streamWrite: scrubText },
  };
  // Synchronous, so that the last words before an exit are written, and in order.
  return pino(options, destination ?? pino.destination({ dest: STDOUT, sync: true }));
}

/** `err` is left to its serializer, which pino runs for bindings and for `log.error(error)` alike. */
function redactMembers(members: Record<string, unknown>): Record<string, unknown> {
  const { err, ...others } = members;
  const safe = redact(others) as Record<string, unknown>;
  return err === undefined ? safe : { ...safe, err };
}
