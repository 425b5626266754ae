import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { publishedErrorCodes, publishedRouter, withPublishedPaths } from './published-types.ts';

/**
 * Builds what is published into dist: a module for each entry of `publishConfig.exports`, the command, and declarations in which the
 * server's types are written out, since its packages are not published.
 */
const ROOT = path.resolve(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'dist');
const COMMAND = path.join(DIST, 'carillon-agent.js');

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
await buildModules();
buildDeclarations();

async function buildModules(): Promise<void> {
  const names = Object.values(manifest.publishConfig.exports)
    .filter((entry) => typeof entry === 'object')
    .map((entry) => path.basename(entry.default, '.js'));
  await build({
    entryPoints: {
      ...Object.fromEntries(names.map((name) => [name, path.join(ROOT, 'src', `${name}.ts`)])),
      'carillon-agent': path.join(ROOT, 'src/command/main.ts'),
    },
    outdir: DIST,
    bundle: true,
    splitting: true,
    chunkNames: 'shared-[hash]',
    format: 'esm',
    platform: 'neutral',
    target: ['es2022', 'node20.3'],
    external: ['@trpc/*', 'node:*'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  chmodSync(COMMAND, 0o755);
}

function buildDeclarations(): void {
  const emitted = mkdtempSync(path.join(tmpdir(), 'carillon-client-'));
  try {
    const tsc = path.join(ROOT, '../../node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', emitted], { cwd: ROOT, stdio: 'inherit' });
    const source = path.join(emitted, 'packages/client/src');
    const isPublished = (name: string): boolean => name.endsWith('.d.ts');
    for (const name of readdirSync(source).filter(isPublished)) {
      write(name, withPublishedPaths(readFileSync(path.join(source, name), 'utf8')));
    }
    const router = readFileSync(path.join(emitted, 'packages/trpc/src/router.d.ts'), 'utf8');
    write('app-router.d.ts', publishedRouter(router));
    write('error-code.d.ts', publishedErrorCodes(Object.keys(ERROR_CATALOGUE)));
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function write(name: string, text: string): void {
  writeFileSync(path.join(DIST, name), text);
}
