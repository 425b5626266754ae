import { createFcmProvider, type FcmDependencies } from '@carillon/push/providers/fcm/client';
import { FCM_DEFAULTS, type FcmSettings } from '@carillon/push/providers/fcm/settings';
import type { Provider, UnconfiguredProvider } from '@carillon/push/providers/provider';
import { systemClock } from '@carillon/runtime/clock';
import type { ProviderSettings } from './settings.ts';

/** The FCM provider; without a service account, devices that need it are told by their outcome (DIS-7). */
export function openFcm(settings: ProviderSettings): Provider<'fcm'> | UnconfiguredProvider<'fcm'> {
  const complete = fcmSettings(settings);
  if (complete === null) return { name: 'fcm', missingSetting: 'FCM_SERVICE_ACCOUNT' };
  return createFcmProvider(complete, fcmDependencies());
}

/** Null without a service account. */
export function fcmSettings(settings: ProviderSettings): FcmSettings | null {
  const { FCM_SERVICE_ACCOUNT: credentials } = settings;
  if (credentials === undefined) return null;
  return {
    ...FCM_DEFAULTS,
    credentials,
    projectId: settings.FCM_PROJECT_ID ?? null,
    baseUrl: settings.FCM_BASE_URL,
    dashboardUrl: settings.PUBLIC_WEB_URL,
  };
}

export function fcmDependencies(): FcmDependencies {
  return { now: () => systemClock.now(), monotonicMs: () => performance.now() };
}
