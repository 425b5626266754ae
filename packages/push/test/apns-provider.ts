import type { ApnsSimulator } from '@carillon/simulators/apns/simulator-interface';
import { randomKeyRing, sharedCredentialsOf } from '@carillon/testing/registry';
import type { TestDatabase } from '@carillon/testing/test-database';
import { type ApnsDependencies, createApnsProvider } from '../src/providers/apns/client.ts';
import { APNS_DEFAULTS, type ApnsSettings } from '../src/providers/apns/settings.ts';
import type { Provider, SendRequest } from '../src/providers/provider.ts';
import { aSendRequest } from './send-request.ts';

/** The settings with which a provider reaches the simulator. */
export function settingsOf({ settings: { environment }, keyPem, caPem }: ApnsSimulator): ApnsSettings {
  return {
    ...APNS_DEFAULTS,
    key: keyPem,
    keyId: environment.APNS_KEY_ID,
    teamId: environment.APNS_TEAM_ID,
    topic: environment.APNS_TOPIC,
    origins: {
      production: environment.APNS_PRODUCTION_URL,
      development: environment.APNS_DEVELOPMENT_URL,
    },
    dashboardUrl: 'https://push.example.com',
    testCaPem: caPem,
  };
}

/** A real APNs provider that sends to the simulator and shares its token by the database. */
export function makeApnsProvider(
  simulator: ApnsSimulator,
  database: TestDatabase,
  changes: Partial<ApnsDependencies & { readonly settings: Partial<ApnsSettings> }>,
): Provider<'apns'> & AsyncDisposable {
  const provider = createApnsProvider(
    { ...settingsOf(simulator), ...changes.settings },
    {
      monotonicMs: () => performance.now(),
      credentials: sharedCredentialsOf(database),
      keyRing: randomKeyRing('k1'),
      ...changes,
    },
  );
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}

/** An APNs request for tests, to a device of its own, in which every member can be replaced. */
export function anApnsRequest(changes: Partial<SendRequest<'apns'>>): SendRequest<'apns'> {
  const target = { provider: 'apns', token: 'ab'.repeat(32), environment: 'production' } as const;
  return aSendRequest<'apns'>(target, changes);
}
