import { createRequire } from 'node:module';
import path from 'node:path';
import type { LauncherSettings } from './settings.ts';
import type { ServiceSpec } from './supervisor.ts';

export interface ServicesOptions {
  readonly root: string;
  readonly settings: LauncherSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The processes of the product: the API, the dashboard and the workers. */
export function listServices({ root, settings, env }: ServicesOptions): readonly ServiceSpec[] {
  const app = (name: string, directory: string): ServiceSpec => ({
    name,
    command: process.execPath,
    args: ['src/main.ts'],
    cwd: path.join(root, 'apps', directory),
    env,
  });
  const workers = Array.from({ length: settings.WORKERS }, (_, index) =>
    app(`worker ${index + 1}`, 'worker'),
  );
  return [app('api', 'api'), webService({ root, settings, env }), ...workers];
}

function webService({ root, settings, env }: ServicesOptions): ServiceSpec {
  const cwd = path.join(root, 'apps', 'web');
  const next = createRequire(path.join(cwd, 'package.json')).resolve('next/dist/bin/next');
  return {
    name: 'web',
    command: process.execPath,
    args: [
      '--import',
      new URL('./exit-with-parent.ts', import.meta.url).href,
      next,
      'start',
      '--port',
      String(settings.WEB_PORT),
      '--hostname',
      settings.HOST,
    ],
    cwd,
    env,
  };
}
