import { vitestConfig } from '@carillon/testing/vitest-base';
import { mergeConfig } from 'vitest/config';

// Real processes and browsers: one file at a time, with time for a slow machine to start them. A browser test that fails
// is tried once more, also where one runs it alone: a page that was slow once must not hide what is broken. What is polled for has as long as what Playwright waits for; the default of a second is none for a browser.
export default mergeConfig(vitestConfig({ database: false }), {
  test: {
    exclude: ['test/faults/**'],
    maxWorkers: 1,
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    hookTimeout: 180_000,
    retry: 1,
  },
});
