import path from 'node:path';
import type { ViteUserConfig } from 'vitest/config';
import { SecondTriesReporter } from './second-tries-reporter.ts';

/**
 * What every package's vitest.config.ts says: unit tests beside the source, integration tests in test/. With
 * `TEST_RESULTS_DIR` set, as by `npm test`, each run leaves its results there as JSON, and a test that fails is tried once
 * more and then named: on a machine that does much else, one slow moment in 2500 tests must neither stop everybody nor
 * stay unseen.
 */
export function vitestConfig(options: {
  readonly database: boolean;
  /** How its results are called, where a package has several runs. */
  readonly name?: string;
}): ViteUserConfig {
  return {
    test: {
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      globalSetup: options.database ? [new URL('./global-setup.ts', import.meta.url).pathname] : [],
      testTimeout: 20_000,
      hookTimeout: 30_000,
      // What is polled for may be another process, or wait for the queue; the default of a second is little on a busy machine.
      expect: { poll: { timeout: 10_000 } },
      maxWorkers: 2,
      passWithNoTests: false,
      ...resultsOf(options.name ?? path.basename(process.cwd())),
    },
  };
}

function resultsOf(name: string): ViteUserConfig['test'] {
  const folder = process.env.TEST_RESULTS_DIR;
  if (folder === undefined) return { reporters: ['default'] };
  const outputFile = path.join(folder, `${name}.json`);
  const secondTries = new SecondTriesReporter(path.join(folder, `${name}.second-tries.txt`));
  return { retry: 1, reporters: ['default', ['json', { outputFile }], secondTries] };
}
