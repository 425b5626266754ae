import { vitestConfig } from '@carillon/testing/vitest-base';
import { mergeConfig } from 'vitest/config';
import { IS_LONG } from './src/faults/scale.ts';

// Faults spend most of their time waiting for leases and time-outs to end, so that three at once fit on two cores. None is
// tried again: a fault that is survived only sometimes is not survived.
export default mergeConfig(vitestConfig({ database: false, name: 'faults' }), {
  test: {
    dir: 'test/faults',
    include: ['*.test.ts'],
    globalSetup: [new URL('./src/faults/cluster-template.ts', import.meta.url).pathname],
    // The long ones one by one, so that the figures of one are not the load of another.
    maxWorkers: IS_LONG ? 1 : 3,
    testTimeout: IS_LONG ? 1_800_000 : 400_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
