import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWith } from './end-with.ts';
import { runCommand } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const E2E = path.join(ROOT, 'packages', 'e2e');

// The faults that `npm test` runs in small, in their full size: 100k devices, real leases, more cycles. Arguments name the
// files to run. The figures are printed at the end and stay in .test-results/faults/long.md.
const args = ['run', '--config', 'vitest.faults.config.ts', ...process.argv.slice(2)];
const vitest = path.join(E2E, 'node_modules', '.bin', 'vitest');
await endWith(() => runCommand(vitest, args, { cwd: E2E, env: { ...process.env, FAULTS: 'long' } }));
