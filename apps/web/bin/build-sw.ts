import path from 'node:path';
import { build, context } from 'esbuild';

/**
 * Bundles the service worker into public/sw.js, before the dashboard is built or started for development:
 * `node bin/build-sw.ts [--watch]`. One classic script, since not every browser with web push takes module workers.
 */
const root = path.resolve(import.meta.dirname, '..');
const options = {
  entryPoints: [path.join(root, 'src/sw/main.ts')],
  outfile: path.join(root, 'public/sw.js'),
  bundle: true,
  format: 'iife',
  platform: 'browser',
  // The first releases with web push as the Push API describes it now; iOS has it since 16.4.
  target: ['chrome109', 'firefox115', 'safari16.4'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const;

if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
