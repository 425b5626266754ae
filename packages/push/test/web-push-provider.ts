import type { AddressResolver } from '../src/devices/endpoint-policy-lookup.ts';
import type { Provider } from '../src/providers/provider.ts';
import { createWebPushProvider } from '../src/providers/webpush/client.ts';
import { WEB_PUSH_DEFAULTS, type WebPushSettings } from '../src/providers/webpush/settings.ts';
import { generateVapidKeys } from '../src/providers/webpush/vapid.ts';

/** Fails, so that a test which should stay on loopback never asks the network. */
const noNames: AddressResolver = () => Promise.reject(new Error('No names are resolved in this test'));

/** A real web push provider for tests; `resolve` answers for names. */
export function makeWebPushProvider(
  settings: Partial<WebPushSettings>,
  resolve: AddressResolver = noNames,
): Provider<'webpush'> & AsyncDisposable {
  const provider = createWebPushProvider(
    {
      ...WEB_PUSH_DEFAULTS,
      vapid: generateVapidKeys(),
      subject: 'mailto:ops@example.com',
      dashboardUrl: 'https://push.example.com',
      iconUrl: null,
      badgeUrl: null,
      allowedHosts: ['*'],
      testOrigins: [],
      testCaPem: null,
      ...settings,
    },
    { now: () => new Date(), resolve },
  );
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}
