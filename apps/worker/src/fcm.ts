import { createFcmProvider } from '@carillon/push/providers/fcm/client';
import { FCM_DEFAULTS } from '@carillon/push/providers/fcm/settings';
import type { Provider, UnconfiguredProvider } from '@carillon/push/providers/provider';
import { systemClock } from '@carillon/runtime/clock';
import type { WorkerEnv } from './env.ts';

/** The FCM provider; without a service account, devices that need it are told by their outcome (DIS-7). */
export function openFcm(env: WorkerEnv): Provider<'fcm'> | UnconfiguredProvider<'fcm'> {
  const { FCM_SERVICE_ACCOUNT: credentials } = env;
  if (credentials === undefined) return { name: 'fcm', missingSetting: 'FCM_SERVICE_ACCOUNT' };
  return createFcmProvider(
    {
      ...FCM_DEFAULTS,
      credentials,
      projectId: env.FCM_PROJECT_ID ?? null,
      baseUrl: env.FCM_BASE_URL,
      dashboardUrl: env.PUBLIC_WEB_URL,
    },
    { now: () => systemClock.now(), monotonicMs: () => performance.now() },
  );
}
