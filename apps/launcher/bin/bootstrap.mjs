// Runs on the machine's own Node (20 or newer) before anything is installed, so it uses Node alone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const OLDEST_NODE_MAJOR = 20;

/** Installs what the lock file names, by the pnpm that package.json names. Quick when nothing changed. */
export function install() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE_MAJOR)
    fail(`Node ${OLDEST_NODE_MAJOR} or newer is needed; this is ${process.versions.node}`);
  const { packageManager } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const result = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, npm_config_loglevel: 'error' },
    },
  );
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    fail('The dependencies could not be installed; see above.');
  }
}

/** Runs a TypeScript program, by its path from the root, on the Node that the lock file brings, and ends as it ends. */
export function handOver(program, args) {
  const node = path.join(ROOT, 'node_modules', '.bin', 'node');
  if (!existsSync(node)) fail('The installation is incomplete: remove node_modules and start again.');
  // A process group of its own: a terminal's Ctrl-C then reaches it once, through the handlers below. The IPC channel
  // tells it when this process is killed outright.
  const child = spawn(node, [path.join(ROOT, program), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${path.join(ROOT, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
