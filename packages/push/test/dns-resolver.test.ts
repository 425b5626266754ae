import { Resolver } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { resolveBy } from '../src/devices/endpoint-policy-lookup.ts';
import { countConnections } from './connection-count.ts';
import { startNameServer } from './name-server.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest, EXAMPLE_KEYS } from './web-push-request.ts';

const V6 = '2001:4860:4860:0:0:0:0:8888';

function resolverOf(server: { readonly address: string }) {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([server.address]);
  return resolveBy(resolver);
}

describe('resolveBy', () => {
  it('WEB-7: gives all addresses of both families', async () => {
    await using server = await startNameServer(() => ['8.8.8.8', '8.8.4.4', V6]);
    expect(await resolverOf(server)('push.example.com')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '8.8.4.4', family: 4 },
      { address: '2001:4860:4860::8888', family: 6 },
    ]);
  });

  it('WEB-7: a host of one family alone is no failure, a host of none is', async () => {
    await using server = await startNameServer((hostname) => (hostname.startsWith('six.') ? [V6] : []));
    expect(await resolverOf(server)('six.example.com')).toHaveLength(1);
    await expect(resolverOf(server)('none.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('T-2, WEB-7: a push service whose name server answers with this machine gets no connection', async () => {
    await using server = await startNameServer(() => ['8.8.8.8', '127.0.0.1', V6]);
    await using provider = makeWebPushProvider({}, resolverOf(server));
    using connections = countConnections();
    const endpoint = 'https://push.example.com/1';
    const target = { provider: 'webpush' as const, endpoint, ...EXAMPLE_KEYS };
    expect(await provider.send(aRequest({ target }), 10_000)).toMatchObject({
      class: 'transient',
      reason: 'address_refused',
    });
    expect([server.asked(), connections.begun]).toEqual([2, 0]);
  });

  it('WEB-10: a name server that knows no address makes the send transient', async () => {
    await using server = await startNameServer(() => []);
    await using provider = makeWebPushProvider({}, resolverOf(server));
    const target = { provider: 'webpush' as const, endpoint: 'https://push.example.com/1', ...EXAMPLE_KEYS };
    expect(await provider.send(aRequest({ target }), 10_000)).toMatchObject({
      class: 'transient',
      reason: 'dns_failed',
    });
  });
});
