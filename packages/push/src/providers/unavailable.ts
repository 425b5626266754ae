import type { ProviderName } from '@carillon/contracts/providers';
import type { ThrottleScope } from '../dispatch/outcome.ts';
import type { Provider, SendRequest } from './provider.ts';

/**
 * Stands in for a provider that is configured and cannot be opened: its messages wait as after refused credentials, until
 * their TTL ends, and no token is retired. The others go on.
 *
 * @param reason a code of `packages/notifications/src/reasons.ts`
 */
export function createUnavailableProvider<P extends ProviderName>(name: P, reason: string): Provider<P> {
  return {
    name,
    send: async () => ({ class: 'config', reason, providerCode: null }),
    scopeKey: (request: SendRequest<P>, scope: ThrottleScope) =>
      scope === 'device' ? `${name}:device:${request.deviceId}` : `${name}:${scope}`,
    close: async () => {},
  };
}
