import type { ExpoSimulator } from '@carillon/simulators/expo/simulator-interface';
import { createMemoryPace } from '@carillon/testing/memory-pace';
import type { SendPace } from '../src/dispatch/send-pace.ts';
import { createExpoProvider, type ExpoProvider } from '../src/providers/expo/client.ts';
import { EXPO_DEFAULTS, type ExpoSettings } from '../src/providers/expo/settings.ts';
import type { SendRequest } from '../src/providers/provider.ts';
import { aSendRequest } from './send-request.ts';

export const ACCESS_TOKEN = 'an-access-token-of-expo';

/** A real Expo provider for tests, that talks to a simulator. */
export function makeExpoProvider(
  simulator: Pick<ExpoSimulator, 'settings' | 'caPem'>,
  settings: Partial<ExpoSettings> = {},
  pace: SendPace = createMemoryPace(),
): ExpoProvider & AsyncDisposable {
  const provider = createExpoProvider(
    {
      ...EXPO_DEFAULTS,
      baseUrl: simulator.settings.baseUrl,
      accessToken: ACCESS_TOKEN,
      dashboardUrl: 'https://push.example.com',
      testCaPem: simulator.caPem,
      ...settings,
    },
    { now: () => new Date(), pace },
  );
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}

/** An Expo request for tests, in which every member can be replaced; each is for another device. */
export function anExpoRequest(changes: Partial<SendRequest<'expo'>>): SendRequest<'expo'> {
  const target = { provider: 'expo', token: 'ExponentPushToken[aaaaaaaaaaaaaaaaaaaaaa]' } as const;
  return aSendRequest<'expo'>(target, changes);
}
