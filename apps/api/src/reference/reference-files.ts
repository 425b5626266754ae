import { appRouter } from '@carillon/trpc/router';
import { describeApi } from '../http/openapi.ts';
import { describeConfiguration } from './configuration.ts';
import { describeErrors } from './errors.ts';
import { describeMetrics } from './metrics.ts';

/** Where the documentation's examples call; a running API tells its own address. */
const EXAMPLE_URL = 'http://localhost:4000';

/** The generated part of docs/: file name to content. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const openApi = describeApi({ router: appRouter, apiUrl: EXAMPLE_URL });
  return {
    'openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
    'configuration.md': describeConfiguration(),
    'metrics.md': describeMetrics(),
    'errors/README.md': describeErrors(appRouter),
  };
}
