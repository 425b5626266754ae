import { createLogger, type Logger } from '@carillon/runtime/logger';
import { createServing, type Serving } from '@carillon/services/serving';
import { readEnv, type WebEnv } from '@/server/env.ts';

export interface Container extends Serving {
  readonly env: WebEnv;
  readonly log: Logger;
}

const KEY = Symbol.for('carillon.web.container');
const holder = globalThis as { [KEY]?: Container };

/**
 * The one set of everything that this process has. Next.js loads modules more than once (pages, routes, reloads), so the
 * set hangs on the process and not on a module.
 *
 * @throws {EnvError} when settings are missing or wrong
 */
export function getContainer(): Container {
  holder[KEY] ??= createContainer(readEnv());
  return holder[KEY];
}

function createContainer(env: WebEnv): Container {
  const log = createLogger({ name: 'web', level: env.LOG_LEVEL });
  return { env, log, ...createServing({ settings: env, applicationName: 'carillon-web', log }) };
}
