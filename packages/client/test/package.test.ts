import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What is published: built, packed as for a release, and installed where nothing of this repository is near. */
const ROOT = path.resolve(import.meta.dirname, '..');
const REPOSITORY = path.resolve(ROOT, '../..');

let folder: string;
let tarball: string;
let installed: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'carillon-package-'));
  tarball = path.join(folder, 'carillon-client.tgz');
  run(binary('pnpm', REPOSITORY), ['pack', '--out', tarball], ROOT);
  const modules = path.join(folder, 'app/node_modules');
  installed = path.join(modules, '@carillon/client');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], folder);
  // What npm would install beside it.
  symlinkSync(path.join(ROOT, 'node_modules/@trpc'), path.join(modules, '@trpc'));
  writeFileSync(path.join(folder, 'app/package.json'), '{"type": "module"}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function binary(name: string, root: string): string {
  return path.join(root, 'node_modules/.bin', name);
}

/** @throws with what the program wrote when it fails */
function run(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${path.basename(program)} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}

/** Declarations are checked too; those of others have their own errors. */
function typeErrors(app: string): string[] {
  const language = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--types',
    '',
  ];
  try {
    run(binary('tsc', REPOSITORY), ['--noEmit', '--skipLibCheck', 'false', ...language, 'program.ts'], app);
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .filter((line) => /^(?:program|node_modules\/@carillon)\b/.test(line));
  }
}

describe('the published package', () => {
  it('publint has nothing to say about it', async () => {
    const bytes = readFileSync(tarball);
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(bytes).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  it('arethetypeswrong finds its types right, for every entry', () => {
    const output = run(binary('attw', ROOT), [tarball, '--profile', 'esm-only', '--format', 'json'], folder);
    const { analysis } = JSON.parse(output) as {
      analysis: { entrypoints: object; problems: { kind: string; resolutionKind?: string }[] };
    };
    // Not of ES modules: resolution as it was before Node 12, and `require` in Node before 20.19.
    const isOfModules = ({ resolutionKind }: { resolutionKind?: string }) =>
      resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs';
    expect(analysis.problems.filter(isOfModules)).toEqual([]);
    expect(Object.keys(analysis.entrypoints)).toContain('./agent');
  }, 60_000);

  it('needs nothing that is not published, and an agent nothing at all', () => {
    const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Record<
      string,
      object
    >;
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(['@trpc/client', '@trpc/server']);
    const alone = path.join(folder, 'alone');
    run('cp', ['-r', installed, alone], folder);
    run(process.execPath, ['-e', "import('./dist/agent.js')"], alone);
    run(path.join(alone, 'dist/carillon-agent.js'), ['--help'], alone);
    const files = run('tar', ['-tzf', tarball], folder);
    expect(files).not.toMatch(/\/src\/|\.test\./);
    const shipped = run('grep', ['-rhoE', '@carillon/[a-z/-]+', path.join(installed, 'dist')], folder);
    expect(
      [...new Set(shipped.trim().split('\n'))].filter((name) => !name.startsWith('@carillon/client')),
    ).toEqual([]);
  });

  it('API-1: a stranger’s program type-checks against it, with the server’s procedures and their dates as text', () => {
    writeFileSync(
      path.join(folder, 'app/program.ts'),
      `import { createCarillonClient } from '@carillon/client';
      import { runAgent } from '@carillon/client/agent';
      import { failureOf } from '@carillon/client/errors';
      import { createSession } from '@carillon/client/session';
      const session = createSession({ url: 'http://127.0.0.1:4000', storage: localStorage });
      const client = createCarillonClient({ url: 'http://127.0.0.1:4000', credentials: session });
      const sent = await client.notifications.send.mutate({ audience: { broadcast: true }, title: 'Hello' });
      const id: string = sent.id;
      const { devices } = await client.devices.list.query({ status: 'active' });
      const created: string | undefined = devices[0]?.createdAt;
      // @ts-expect-error a device has no such member: the types are not any
      devices[0]?.nothing;
      // @ts-expect-error a title is needed
      await client.notifications.send.mutate({ audience: { broadcast: true } });
      const code: 'rate_limited' | string = failureOf(new Error()).code;
      await runAgent({
        url: '', deviceId: '', secret: '', once: true, signal: new AbortController().signal,
        handle: async ({ title, data }) => { const text: string = title; console.log(text, data, id, created, code); },
      });`,
    );
    expect(typeErrors(path.join(folder, 'app'))).toEqual([]);
  }, 60_000);

  it('every entry loads in Node, and the command runs', () => {
    const { exports } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      exports: object;
    };
    const names = Object.keys(exports).filter((name) => name !== './package.json');
    const imports = names.map((name) => `await import('@carillon/client${name.slice(1)}');`).join('\n');
    writeFileSync(path.join(folder, 'app/load.js'), imports);
    run(process.execPath, ['load.js'], path.join(folder, 'app'));
    const version = run(path.join(installed, 'dist/carillon-agent.js'), ['--version'], folder);
    expect(version.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
