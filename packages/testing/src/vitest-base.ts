import path from 'node:path';
import type { ViteUserConfig } from 'vitest/config';

/**
 * What every package's vitest.config.ts says: unit tests beside the source, integration tests in test/. With
 * `TEST_RESULTS_DIR` set, each run also leaves its counts there as JSON, for `npm test` to add up.
 */
export function vitestConfig(options: {
  readonly database: boolean;
  /** How its counts are called, where a package has several runs. */
  readonly name?: string;
}): ViteUserConfig {
  const resultsDir = process.env.TEST_RESULTS_DIR;
  const outputFile = path.join(resultsDir ?? '', `${options.name ?? path.basename(process.cwd())}.json`);
  return {
    test: {
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      globalSetup: options.database ? [new URL('./global-setup.ts', import.meta.url).pathname] : [],
      reporters: resultsDir === undefined ? ['default'] : ['default', ['json', { outputFile }]],
      testTimeout: 20_000,
      hookTimeout: 30_000,
      maxWorkers: 2,
      passWithNoTests: false,
    },
  };
}
