import { vitestConfig } from '@carillon/testing/vitest-base';
import { mergeConfig } from 'vitest/config';

// Processes are started and waited for; a second, the default, is little for that on a machine with much to do.
export default mergeConfig(vitestConfig({ database: false }), {
  test: { expect: { poll: { timeout: 10_000 } } },
});
