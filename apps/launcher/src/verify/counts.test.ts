import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCounts } from './counts.ts';

it('a run that failed before any test counts as a failure', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-counts-'));
  const result = { numPassedTests: 4, numFailedTests: 0, numFailedTestSuites: 0, success: true };
  writeFileSync(path.join(folder, 'a.json'), JSON.stringify(result));
  writeFileSync(
    path.join(folder, 'b.json'),
    JSON.stringify({ ...result, numPassedTests: 0, success: false }),
  );
  expect(readCounts(folder)).toEqual({ passed: 4, failed: 1 });
  rmSync(folder, { recursive: true });
});
