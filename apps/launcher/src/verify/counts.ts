import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  /** A file that could not be loaded fails as a suite, without any test. */
  numFailedTestSuites: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

export interface TestFailure {
  /** The file's path, as the runner gave it. */
  readonly file: string;
  /** The test's full title; null when the file failed as a whole. */
  readonly test: string | null;
  readonly message: string;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly TestFailure[];
  /** Full titles of the tests that passed. */
  readonly passedTitles: readonly string[];
}

/** Adds up what the packages' runs left in the folder. A run that failed without a failed test counts as one failure. */
export function readCounts(resultsDir: string): TestCounts {
  const reports = readdirSync(resultsDir).filter((name) => name.endsWith('.json'));
  const results = reports.map((name) =>
    resultSchema.parse(JSON.parse(readFileSync(path.join(resultsDir, name), 'utf8'))),
  );
  const files = results.flatMap((result) => result.testResults);
  return {
    passed: sum(results.map((result) => result.numPassedTests)),
    failed: sum(results.map((result) => (result.success ? 0 : Math.max(result.numFailedTests, 1)))),
    failures: files.flatMap(failuresOf),
    passedTitles: files
      .flatMap((file) => file.assertionResults)
      .filter(({ status }) => status === 'passed')
      .map(({ fullName }) => fullName),
  };
}

/** Tests that passed only when they were tried again, with their files. */
export function readSecondTries(resultsDir: string): string[] {
  const lists = readdirSync(resultsDir).filter((name) => name.endsWith('.second-tries.txt'));
  return lists.flatMap((name) => readFileSync(path.join(resultsDir, name), 'utf8').trimEnd().split('\n'));
}

function failuresOf(file: z.output<typeof resultSchema>['testResults'][number]): TestFailure[] {
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && file.status === 'failed') {
    return [{ file: file.name, test: null, message: file.message }];
  }
  return failed.map((test) => ({
    file: file.name,
    test: test.fullName,
    message: test.failureMessages.join('\n'),
  }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
