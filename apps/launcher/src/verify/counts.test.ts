import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCounts } from './counts.ts';

const PASSED = {
  numPassedTests: 4,
  numFailedTests: 0,
  numFailedTestSuites: 0,
  success: true,
  testResults: [],
};

describe('readCounts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'carillon-counts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const leave = (name: string, result: object) =>
    writeFileSync(path.join(folder, name), JSON.stringify(result));

  it('a run that failed before any test counts as a failure', () => {
    leave('a.json', PASSED);
    leave('b.json', { ...PASSED, numPassedTests: 0, success: false });
    expect(readCounts(folder)).toEqual({ passed: 4, failed: 1, failures: [], passedTitles: [] });
  });

  it('names each failed test with its file and message, and a file that could not be loaded', () => {
    const tests = [
      { status: 'passed', fullName: 'a passes', failureMessages: [] },
      { status: 'failed', fullName: 'a fails', failureMessages: ['expected 1 to be 2'] },
    ];
    leave('a.json', {
      numPassedTests: 1,
      numFailedTests: 1,
      numFailedTestSuites: 2,
      success: false,
      testResults: [
        { name: 'a.test.ts', status: 'failed', message: '', assertionResults: tests },
        { name: 'b.test.ts', status: 'failed', message: 'cannot find c', assertionResults: [] },
      ],
    });
    expect(readCounts(folder).passedTitles).toEqual(['a passes']);
    expect(readCounts(folder).failures).toEqual([
      { file: 'a.test.ts', test: 'a fails', message: 'expected 1 to be 2' },
      { file: 'b.test.ts', test: null, message: 'cannot find c' },
    ]);
  });
});
