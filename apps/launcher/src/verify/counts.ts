import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  /** A file that could not be loaded fails as a suite, without any test. */
  numFailedTestSuites: z.number(),
  success: z.boolean(),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Adds up what the packages' runs left in the folder. A run that failed without a failed test counts as one failure. */
export function readCounts(resultsDir: string): TestCounts {
  const files = readdirSync(resultsDir).filter((name) => name.endsWith('.json'));
  const results = files.map((name) =>
    resultSchema.parse(JSON.parse(readFileSync(path.join(resultsDir, name), 'utf8'))),
  );
  return {
    passed: sum(results.map((result) => result.numPassedTests)),
    failed: sum(results.map((result) => (result.success ? 0 : Math.max(result.numFailedTests, 1)))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
