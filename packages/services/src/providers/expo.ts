import type { Database } from '@carillon/db/client';
import { createSendPace } from '@carillon/db/repositories/send-paces';
import { createExpoProvider, type ExpoProvider } from '@carillon/push/providers/expo/client';
import { EXPO_DEFAULTS } from '@carillon/push/providers/expo/settings';
import type { UnconfiguredProvider } from '@carillon/push/providers/provider';
import { systemClock } from '@carillon/runtime/clock';
import type { ProviderSettings } from './settings.ts';

/** The Expo provider; unless it is turned on, devices that need it are told by their outcome (DIS-7). */
export function openExpo(
  settings: ProviderSettings,
  database: Database,
): ExpoProvider | UnconfiguredProvider<'expo'> {
  const { EXPO_ACCESS_TOKEN: accessToken } = settings;
  const isEnabled = settings.EXPO_ENABLED ?? accessToken !== undefined;
  if (!isEnabled) return { name: 'expo', missingSetting: 'EXPO_ENABLED' };
  return createExpoProvider(
    {
      ...EXPO_DEFAULTS,
      baseUrl: settings.EXPO_BASE_URL,
      accessToken: accessToken ?? null,
      dashboardUrl: settings.PUBLIC_WEB_URL,
      testCaPem: null,
    },
    { now: () => systemClock.now(), pace: createSendPace(database) },
  );
}
