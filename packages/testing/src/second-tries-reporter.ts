import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';

/** Leaves the titles of tests that passed only when they were tried again, one a line, so that `npm test` can name them. */
export class SecondTriesReporter implements Reporter {
  readonly #file: string;
  readonly #titles: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true)
      this.#titles.push(`${test.module.relativeModuleId}: ${test.fullName}`);
  }

  onTestRunEnd(): void {
    if (this.#titles.length > 0) writeFileSync(this.#file, `${this.#titles.join('\n')}\n`);
  }
}
