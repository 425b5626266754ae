import type { ViteUserConfig } from 'vitest/config';

/** What every package's vitest.config.ts says: unit tests beside the source, integration tests in test/. */
export function vitestConfig(options: { readonly database: boolean }): ViteUserConfig {
  return {
    test: {
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      globalSetup: options.database ? [new URL('./global-setup.ts', import.meta.url).pathname] : [],
      testTimeout: 20_000,
      hookTimeout: 30_000,
      maxWorkers: 2,
      passWithNoTests: false,
    },
  };
}
