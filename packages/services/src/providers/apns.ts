import type { Database } from '@carillon/db/client';
import { createSharedCredentialStore } from '@carillon/db/repositories/shared-credentials';
import { createApnsProvider } from '@carillon/push/providers/apns/client';
import { APNS_DEFAULTS } from '@carillon/push/providers/apns/settings';
import type { Provider, UnconfiguredProvider } from '@carillon/push/providers/provider';
import type { KeyRing } from '@carillon/push/vault/keyring';
import type { ProviderSettings } from './settings.ts';

/** The APNs provider; without credentials, devices that need it are told by their outcome (DIS-7). */
export function openApns(
  settings: ProviderSettings,
  { database, keyRing }: { readonly database: Database; readonly keyRing: KeyRing },
): Provider<'apns'> | UnconfiguredProvider<'apns'> {
  const { APNS_KEY: key, APNS_KEY_ID: keyId, APNS_TEAM_ID: teamId, APNS_TOPIC: topic } = settings;
  // The settings' own rules let through all of them or none.
  if (key === undefined || keyId === undefined || teamId === undefined || topic === undefined)
    return { name: 'apns', missingSetting: 'APNS_KEY' };
  return createApnsProvider(
    {
      ...APNS_DEFAULTS,
      key,
      keyId,
      teamId,
      topic,
      origins: { production: settings.APNS_PRODUCTION_URL, development: settings.APNS_DEVELOPMENT_URL },
      dashboardUrl: settings.PUBLIC_WEB_URL,
      testCaPem: null,
    },
    {
      monotonicMs: () => performance.now(),
      credentials: createSharedCredentialStore(database),
      keyRing,
    },
  );
}
