import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concludeRun } from './conclusion.ts';

describe('concludeRun', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'carillon-conclusion-'));
    mkdirSync(path.join(root, 'docs'));
    writeFileSync(path.join(root, 'docs', 'requirements.md'), '| REG-1 | One |\n| REG-2 | Another |\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const conclude = (tests: readonly object[], failedSteps: readonly string[] = []) => {
    const failed = tests.filter((test) => 'failureMessages' in test && test.failureMessages !== NONE).length;
    const assertionResults = tests;
    const result = {
      numPassedTests: tests.length - failed,
      numFailedTests: failed,
      numFailedTestSuites: failed,
      success: failed === 0,
      testResults: [{ name: path.join(root, 'a.test.ts'), status: 'any', message: '', assertionResults }],
    };
    writeFileSync(path.join(root, 'a.json'), JSON.stringify(result));
    return concludeRun({ root, resultsDir: root, failedSteps });
  };
  const NONE: readonly string[] = [];
  const passing = (fullName: string) => ({ status: 'passed', fullName, failureMessages: NONE });

  it('ends with the counts, and passes when every requirement has a test that did', () => {
    const conclusion = conclude([passing('REG-1: one'), passing('REG-2: another')]);
    expect(conclusion).toEqual({
      passed: true,
      text: '\n2 of 2 requirements are proven\n2 passed, 0 failed\n',
    });
  });

  it('a requirement that only a failing test names is unproven, and both are said with the reason', () => {
    const failing = { status: 'failed', fullName: 'REG-2: another', failureMessages: ['expected 1 to be 2'] };
    const { passed, text } = conclude([passing('REG-1: one'), failing], ['unit tests']);
    expect(passed).toBe(false);
    expect(text).toBe(
      '\nFailed: unit tests\n✗ a.test.ts: REG-2: another\n    expected 1 to be 2\n' +
        'No test that passed names: REG-2\n1 of 2 requirements are proven\n1 passed, 1 failed\n',
    );
  });

  it('names what passed only when it was tried again', () => {
    writeFileSync(path.join(root, 'a.second-tries.txt'), 'a.test.ts: REG-1: one\n');
    const { passed, text } = conclude([passing('REG-1: one'), passing('REG-2: another')]);
    expect(passed).toBe(true);
    expect(text).toContain('Passed only when tried again: a.test.ts: REG-1: one\n');
  });

  it('a run without any test fails', () => {
    expect(conclude([]).passed).toBe(false);
  });
});
