import { vitestConfig } from '@carillon/testing/vitest-base';
import { mergeConfig } from 'vitest/config';

export default mergeConfig(vitestConfig({ database: false }), {
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
});
