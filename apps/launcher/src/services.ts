import { createRequire } from 'node:module';
import path from 'node:path';
import type { LauncherSettings } from './settings.ts';
import type { ServiceSpec } from './supervisor.ts';

/** `development` reloads what is edited; `built` runs the dashboard's production build. */
export type RunMode = 'built' | 'development';

export interface ServicesOptions {
  readonly root: string;
  readonly mode: RunMode;
  readonly settings: LauncherSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A worker keeps a few thousand messages at the most, some ten megabytes. Left alone, V8 lets what is no longer used grow to
 * several times of that on a large machine before it looks at it.
 */
export const WORKER_FLAGS = ['--max-semi-space-size=32', '--max-old-space-size=256'] as const;

/** The processes of the product: the API, the dashboard and the workers. */
export function listServices(options: ServicesOptions): readonly ServiceSpec[] {
  const workers = Array.from({ length: options.settings.WORKERS }, (_, index) =>
    nodeService({ name: `worker ${index + 1}`, directory: 'worker', flags: WORKER_FLAGS }, options),
  );
  const api = nodeService({ name: 'api', directory: 'api', flags: [] }, options);
  return [api, webService(options), ...workers];
}

interface NodeService {
  readonly name: string;
  readonly directory: string;
  readonly flags: readonly string[];
}

function nodeService(
  { name, directory, flags }: NodeService,
  { root, mode, env }: ServicesOptions,
): ServiceSpec {
  const watch = mode === 'development' ? ['--watch', '--watch-preserve-output'] : [];
  return {
    name,
    command: process.execPath,
    args: [...flags, ...watch, 'src/main.ts'],
    cwd: path.join(root, 'apps', directory),
    env,
  };
}

function webService({ root, mode, settings, env }: ServicesOptions): ServiceSpec {
  const cwd = path.join(root, 'apps', 'web');
  const next = createRequire(path.join(cwd, 'package.json')).resolve('next/dist/bin/next');
  const preload = new URL('./exit-with-parent.ts', import.meta.url).href;
  const listen = ['--port', String(settings.WEB_PORT), '--hostname', settings.HOST];
  return {
    name: 'web',
    command: process.execPath,
    args: ['--import', preload, next, mode === 'built' ? 'start' : 'dev', ...listen],
    cwd,
    env,
  };
}
