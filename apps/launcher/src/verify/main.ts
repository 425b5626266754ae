import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTemporaryPostgres } from '@carillon/db/embedded/temporary';
import { ensureBrowsers } from './browsers.ts';
import { concludeRun } from './conclusion.ts';
import { endWith } from './end-with.ts';
import { ensurePrograms } from './programs.ts';
import { runCommand } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const RESULTS_DIR = path.join(ROOT, '.test-results');

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const turbo = (name: string, ...args: string[]): Step => ({
  name,
  command: 'turbo',
  args: ['run', ...args, '--env-mode=loose', '--output-logs=new-only'],
});

const CHECKS: readonly Step[] = [
  { name: 'format and lint', command: 'biome', args: ['check', '.'] },
  { name: 'arrows', command: 'depcruise', args: ['--config', '.dependency-cruiser.mjs', 'apps', 'packages'] },
  { name: 'dead code', command: 'knip', args: [] },
  { name: 'workspace versions', command: 'sherif', args: [] },
  { name: 'known vulnerabilities', command: 'node', args: ['apps/launcher/src/verify/audit-main.ts'] },
  turbo('types', 'typecheck', '--continue'),
  turbo('build', 'build'),
];

// One package at a time: each uses all cores by itself. The browsers come last, alone.
const TESTS: readonly Step[] = [
  turbo('unit and integration tests', 'test', '--filter=!@carillon/e2e', '--concurrency=1', '--continue'),
  turbo('faults', 'test:faults', '--filter=@carillon/e2e'),
  turbo('end-to-end tests', 'test', '--filter=@carillon/e2e'),
];

/** Runs a step, says how long it took, and returns its name when it failed. */
async function runStep({ name, command, args }: Step, env: NodeJS.ProcessEnv): Promise<string | null> {
  process.stdout.write(`\n── ${name}\n`);
  const startedAt = performance.now();
  const passed = await runCommand(command, args, { cwd: ROOT, env });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`── ${name}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  return passed ? null : name;
}

async function verify(): Promise<boolean> {
  rmSync(RESULTS_DIR, { recursive: true, force: true });
  mkdirSync(RESULTS_DIR, { recursive: true });
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' };
  const env = { ...process.env, ...quiet, TEST_RESULTS_DIR: RESULTS_DIR };
  const failures: (string | null)[] = [];
  for (const step of CHECKS) failures.push(await runStep(step, env));

  await ensurePrograms({ cwd: ROOT, env });
  const browsers = await ensureBrowsers({ cwd: ROOT, env });
  await using server = await startTemporaryPostgres();
  const testEnv = { ...env, ...browsers, TEST_DATABASE_URL: server.urlOf('postgres') };
  for (const step of TESTS) failures.push(await runStep(step, testEnv));

  const failedSteps = failures.filter((name) => name !== null);
  const conclusion = concludeRun({ root: ROOT, resultsDir: RESULTS_DIR, failedSteps });
  process.stdout.write(conclusion.text);
  return conclusion.passed;
}

await endWith(verify);
