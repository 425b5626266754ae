import { describe, expect, it } from 'vitest';
import { createGuardedLookup } from '../src/devices/endpoint-policy-lookup.ts';
import { createNegotiatingTransport } from '../src/providers/transport/negotiating-transport.ts';
import { countConnections } from './connection-count.ts';
import { aPost, http2TransportFor, MINUTE_MS, summaryOf } from './http2-client.ts';
import { accept, startHttp2Server } from './http2-server.ts';
import { startUntrustedServer } from './untrusted-server.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest, EXAMPLE_KEYS } from './web-push-request.ts';

function requestTo(endpoint: string) {
  return aRequest({ target: { provider: 'webpush', endpoint, ...EXAMPLE_KEYS } });
}

function providerFor(server: { readonly origin: string; readonly caPem: string }) {
  return makeWebPushProvider({ testOrigins: [server.origin], testCaPem: server.caPem });
}

describe('web push over HTTP/2', () => {
  it('T-1: positive control: messages to an explicit test origin with HTTP/2 share exactly one connection', async () => {
    await using server = await startHttp2Server(accept);
    await using provider = providerFor(server);
    using connections = countConnections();
    for (const path of ['/1', '/2', '/3']) {
      const outcome = await provider.send(requestTo(`${server.origin}${path}`), 5_000);
      expect(outcome).toMatchObject({ class: 'accepted' });
    }
    expect([connections.begun, server.hits]).toEqual([1, ['/1', '/2', '/3']]);
  });

  it('T-2, WEB-7: of 1000 tries over HTTP/2 against a resolver that alternates public and loopback, none reaches loopback', async () => {
    await using server = await startHttp2Server(accept);
    const { port } = new URL(server.origin);
    let asked = 0;
    const guarded = createGuardedLookup(() =>
      Promise.resolve([{ address: asked++ % 2 === 0 ? '8.8.8.8' : '127.0.0.1', family: 4 }]),
    );
    await using transport = http2TransportFor([], {
      lookup: (hostname, options, callback) =>
        guarded(hostname, options, (error, address, family) => {
          if (error !== null) return callback(error, address, family);
          // A public answer would leave this machine: ended here.
          callback(Object.assign(new Error('public'), { code: 'ECONNREFUSED' }), '', 0);
        }),
    });
    using connections = countConnections();
    const reasons: Record<string, number> = {};
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      const reason = summaryOf(await transport.post(aPost(`https://rebind.example.com:${port}`, '/', 2_000)));
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    expect([connections.begun, server.connections.length]).toEqual([0, 0]);
    expect(reasons).toEqual({ connection_refused: 500, address_refused: 500 });
  });

  it.each([301, 302, 303, 307, 308])(
    'T-3, WEB-7: a redirect %d over HTTP/2 is not followed',
    async (status) => {
      await using canary = await startHttp2Server(accept);
      await using server = await startHttp2Server(({ stream }) =>
        stream.respond({ ':status': status, location: `${canary.origin}/secret` }, { endStream: true }),
      );
      await using provider = providerFor(server);
      expect(await provider.send(requestTo(`${server.origin}/1`), 5_000)).toEqual({
        class: 'payload',
        reason: 'redirected',
        providerCode: String(status),
      });
      expect([canary.connections.length, server.hits.length]).toEqual([0, 1]);
    },
  );

  it('T-3: 200 endless answers over HTTP/2 leave the memory flat: each is read to the cap, and its status counts', async () => {
    const chunk = Buffer.alloc(16 * 1024, 'x');
    let written = 0;
    await using server = await startHttp2Server(({ stream }) => {
      stream.respond({ ':status': 201 });
      const pump = () => {
        while (!stream.destroyed && stream.write(chunk)) written += chunk.length;
      };
      stream.on('drain', pump);
      pump();
    });
    await using provider = providerFor(server);
    const sends = Array.from({ length: 200 }, (_, index) =>
      provider.send(requestTo(`${server.origin}/${index}`), MINUTE_MS),
    );
    for (const outcome of await Promise.all(sends)) expect(outcome).toMatchObject({ class: 'accepted' });
    expect(server.hits).toHaveLength(200);
    expect(written).toBeLessThan(200 * 256 * 1024);
  });

  it('T-3: an answer that never comes over HTTP/2 ends at the deadline', async () => {
    await using server = await startHttp2Server(() => undefined);
    await using provider = providerFor(server);
    expect(await provider.send(requestTo(`${server.origin}/1`), 300)).toMatchObject({
      class: 'ambiguous',
      reason: 'timeout',
    });
  });

  it('T-3: a certificate that nobody vouches for is refused on both paths, and the message is not written', async () => {
    await using server = await startHttp2Server(accept);
    await using provider = makeWebPushProvider({ testOrigins: [server.origin] });
    expect(await provider.send(requestTo(`${server.origin}/1`), 5_000)).toMatchObject({
      class: 'transient',
      reason: 'tls_failed',
    });
    expect(server.hits).toEqual([]);
  });
});

describe('createNegotiatingTransport', () => {
  it('WEB-10: a server without HTTP/2 gets every message exactly once, over HTTP/1.1', async () => {
    await using server = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    await using provider = providerFor(server);
    for (const path of ['/1', '/2', '/3']) {
      const outcome = await provider.send(requestTo(`${server.origin}${path}`), 5_000);
      expect(outcome).toMatchObject({ class: 'accepted' });
    }
    expect(server.hits).toEqual(['/1', '/2', '/3']);
  });

  it('WEB-10: it asks again after its time, and no longer remembers more origins than allowed', async () => {
    const asked: string[] = [];
    const sent: string[] = [];
    const answer = { kind: 'answer', status: 201, headers: {}, body: '' } as const;
    const transportWith = (askAgainAfterMs: number) =>
      createNegotiatingTransport({
        http2: {
          async post({ origin }) {
            asked.push(origin);
            return { kind: 'failure', reason: 'no_http2', requestWritten: false };
          },
          close: async () => undefined,
        },
        http1: {
          async post({ origin }) {
            sent.push(origin);
            return answer;
          },
          close: async () => undefined,
        },
        maxOrigins: 2,
        askAgainAfterMs,
      });
    const patient = transportWith(MINUTE_MS);
    for (const origin of ['a', 'b', 'c', 'b', 'c', 'a']) await patient.post(aPost(origin, '/'));
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
    expect(sent).toEqual(['a', 'b', 'c', 'b', 'c', 'a']);
    asked.length = 0;
    const forgetful = transportWith(0);
    for (const origin of ['a', 'a']) await forgetful.post(aPost(origin, '/'));
    expect(asked).toEqual(['a', 'a']);
  });
});
