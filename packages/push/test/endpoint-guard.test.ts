import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createEndpointPolicy } from '../src/devices/endpoint-policy.ts';
import { KNOWN_PUSH_SERVICE_HOSTS } from '../src/devices/endpoint-policy-hosts.ts';
import { createGuardedLookup } from '../src/devices/endpoint-policy-lookup.ts';
import { createHttpTransport } from '../src/providers/transport/http-transport.ts';
import { countConnections } from './connection-count.ts';
import { HOSTILE_ENDPOINTS } from './hostile-endpoints.ts';
import { startUntrustedServer } from './untrusted-server.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest, EXAMPLE_KEYS } from './web-push-request.ts';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const PUBLIC: LookupAddress = { address: '8.8.8.8', family: 4 };

function requestTo(endpoint: string) {
  return aRequest({ target: { provider: 'webpush', endpoint, ...EXAMPLE_KEYS } });
}

describe('T-1: literal addresses and misleading endpoints', () => {
  it.each([
    ['any public host', ['*']],
    ['the known push services', [...KNOWN_PUSH_SERVICE_HOSTS]],
  ])(
    'T-1, WEB-7: no hostile endpoint makes a connection when %s may be used',
    async (_name, allowedHosts) => {
      expect(HOSTILE_ENDPOINTS.length).toBeGreaterThanOrEqual(60);
      // The worst resolver: every name that is let through leads to this machine.
      await using provider = makeWebPushProvider({ allowedHosts }, () => Promise.resolve([LOOPBACK]));
      using connections = countConnections();
      for (const endpoint of HOSTILE_ENDPOINTS) {
        const outcome = await provider.send(requestTo(endpoint), 5_000);
        expect(outcome, endpoint).toMatchObject({
          reason: expect.stringMatching(/^endpoint_|^address_refused$/),
        });
      }
      expect(connections.begun).toBe(0);
    },
  );

  it('T-1, WEB-7: what is hostile is refused when it is saved already, all but names that only resolve there', () => {
    const policy = createEndpointPolicy({ allowedHosts: ['*'], testOrigins: [] });
    const saved = HOSTILE_ENDPOINTS.filter((endpoint) => policy.check(endpoint).allowed);
    expect(saved).toEqual([
      'https://127.0.0.1.nip.io/',
      'https://loopback.example.com/',
      'https://fcm.googleapis.com.evil.example/',
    ]);
    const strict = createEndpointPolicy({ allowedHosts: KNOWN_PUSH_SERVICE_HOSTS, testOrigins: [] });
    expect(HOSTILE_ENDPOINTS.filter((endpoint) => strict.check(endpoint).allowed)).toEqual([]);
  });

  it('T-1: positive control: an endpoint at an explicit test origin is reached', async () => {
    await using server = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    await using provider = makeWebPushProvider({ testOrigins: [server.origin], testCaPem: server.caPem });
    using connections = countConnections();
    expect(await provider.send(requestTo(`${server.origin}/push/1`), 5_000)).toMatchObject({
      class: 'accepted',
    });
    // The first asks for HTTP/2, which this server does not speak.
    expect([connections.begun, server.hits.length]).toEqual([2, 1]);
  });

  it('T-1: a test origin is exempt alone: another port of the same host is refused', async () => {
    await using server = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    await using provider = makeWebPushProvider({ testOrigins: ['https://127.0.0.1:1'] });
    using connections = countConnections();
    expect(await provider.send(requestTo(`${server.origin}/push/1`), 5_000)).toMatchObject({
      class: 'payload',
    });
    expect(connections.begun).toBe(0);
  });
});

describe('T-2: names that change their answer', () => {
  it('T-2, WEB-7: of 1000 tries against a resolver that alternates public and loopback, none reaches loopback', async () => {
    await using server = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    const origin = `https://rebind.example.com:${server.port}`;
    let asked = 0;
    const guarded = createGuardedLookup(() => Promise.resolve([asked++ % 2 === 0 ? PUBLIC : LOOPBACK]));
    let passed = 0;
    const transport = createHttpTransport({
      connectionsPerOrigin: 4,
      maxOrigins: 4,
      maxPendingPerOrigin: 100,
      connectTimeoutMs: 2_000,
      idleTimeoutMs: 1_000,
      answerCapBytes: 1_024,
      testOrigins: [],
      testCaPem: null,
      lookup: (hostname, options, callback) =>
        guarded(hostname, options, (error, address, family) => {
          if (error !== null) return callback(error, address, family);
          // A public answer would leave this machine: counted, and ended here.
          passed += 1;
          callback(Object.assign(new Error('public'), { code: 'ECONNREFUSED' }), '', 0);
        }),
    });
    using connections = countConnections();
    const reasons: Record<string, number> = {};
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      const result = await transport.post({
        origin,
        path: '/',
        headers: {},
        body: Buffer.of(1),
        deadlineMs: 2_000,
      });
      const reason = result.kind === 'failure' ? result.reason : String(result.status);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    await transport.close();
    expect([connections.begun, server.connections.length]).toEqual([0, 0]);
    expect(reasons).toEqual({ connection_refused: 500, address_refused: 500 });
    expect([asked, passed]).toEqual([1000, 500]);
  });

  it('T-2: one special address among public ones refuses them all', async () => {
    await using provider = makeWebPushProvider({}, () => Promise.resolve([PUBLIC, LOOPBACK]));
    using connections = countConnections();
    const outcome = await provider.send(requestTo('https://push.example.com/1'), 5_000);
    expect(outcome).toMatchObject({ class: 'transient', reason: 'address_refused' });
    expect(connections.begun).toBe(0);
  });
});
