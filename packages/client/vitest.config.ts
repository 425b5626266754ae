import { vitestConfig } from '@carillon/testing/vitest-base';

export default vitestConfig({ database: false });
