import type { ProviderName } from '@carillon/contracts/providers';
import type { Database } from '@carillon/db/client';
import type { Check } from '@carillon/push/doctor/doctor';
import { askBySending, offCheck, providerCheck } from '@carillon/push/doctor/provider-check';
import { checkFcmCredentials } from '@carillon/push/providers/fcm/check';
import type { Provider, TargetOf, UnconfiguredProvider } from '@carillon/push/providers/provider';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { openApns } from './apns.ts';
import { openExpo } from './expo.ts';
import { fcmDependencies, fcmSettings } from './fcm.ts';
import type { ProviderSettings } from './settings.ts';

export interface ProviderChecksParts {
  readonly settings: ProviderSettings;
  readonly database: Database;
  readonly keyRing: KeyRing;
}

/** Of the shape of a device's, and no device's. */
const NOBODYS_APNS_TOKEN = '0'.repeat(64);
const NOBODYS_EXPO_TOKEN = 'ExponentPushToken[0000000000000000000000]';

/** Whether APNs, FCM and Expo take our credentials; those without settings are said to be off. */
export function providerChecks({ settings, database, keyRing }: ProviderChecksParts): Check[] {
  return [
    // Both of Apple's hosts: a key may be good at one of them alone.
    checkBySending<'apns'>({
      subject: 'apns',
      open: () => openApns(settings, { database, keyRing }),
      probes: (['production', 'development'] as const).map((environment) => ({
        check: `credentials (${environment})`,
        target: { provider: 'apns', token: NOBODYS_APNS_TOKEN, environment },
      })),
      settings: ['APNS_KEY', 'APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC'],
    }),
    fcmCheck(settings),
    checkBySending<'expo'>({
      subject: 'expo',
      open: () => openExpo(settings, database),
      probes: [{ check: 'credentials', target: { provider: 'expo', token: NOBODYS_EXPO_TOKEN } }],
      settings: ['EXPO_ACCESS_TOKEN'],
    }),
  ];
}

interface CheckBySending<P extends ProviderName> {
  readonly subject: P;
  readonly open: () => Provider<P> | UnconfiguredProvider<P>;
  readonly probes: readonly { readonly check: string; readonly target: TargetOf<P> }[];
  readonly settings: readonly string[];
}

/** Opens the provider for the examination alone. */
function checkBySending<P extends ProviderName>({
  subject,
  open,
  probes,
  settings,
}: CheckBySending<P>): Check {
  return {
    subject,
    run: async (signal) => {
      const provider = open();
      if ('missingSetting' in provider) return offCheck(subject, provider.missingSetting).run(signal);
      const checks = probes.map(({ check, target }) =>
        providerCheck({ subject, check, settings, ask: askBySending(provider, target) }),
      );
      try {
        return (await Promise.all(checks.map((check) => check.run(signal)))).flat();
      } finally {
        await provider.close();
      }
    },
  };
}

/** FCM validates a message without sending it. */
function fcmCheck(settings: ProviderSettings): Check {
  const opened = fcmSettings(settings);
  if (opened === null) return offCheck('fcm', 'FCM_SERVICE_ACCOUNT');
  return providerCheck({
    subject: 'fcm',
    check: 'credentials',
    settings: ['FCM_SERVICE_ACCOUNT', 'FCM_PROJECT_ID'],
    ask: (deadlineMs) => checkFcmCredentials(opened, { ...fcmDependencies(), deadlineMs }),
  });
}
