import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';
import { describe, expect, it } from 'vitest';
import { aPost, http2TransportFor, summaryOf } from './http2-client.ts';
import { accept, holdCalls, startHttp2Server } from './http2-server.ts';

/** A TCP server on loopback that does with each connection what the test wants. */
async function startTcpServer(onConnection: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What lies between a client and a server: from one moment on it drops everything, and says so to neither side. */
async function startNetwork({ origin, caPem }: { origin: string; caPem: string }) {
  const through: { near: Socket; far: Socket }[] = [];
  const network = await startTcpServer((near) => {
    const far = connect(Number(new URL(origin).port), '127.0.0.1');
    far.on('error', () => undefined);
    near.pipe(far).pipe(near);
    through.push({ near, far });
  });
  return Object.assign(network, {
    caPem,
    /** Drops what the connections of now carry. @returns when the client has let go of all of them */
    async dropAll(): Promise<void> {
      for (const { near, far } of through) {
        near.unpipe(far);
        far.unpipe(near);
      }
      // Read on, so that the client's goodbye is noticed.
      await Promise.all(through.map(({ near }) => once(near.resume(), 'close')));
    },
  });
}

describe('createHttp2Transport when connections fail', () => {
  it('F-7: a half-open connection is found by PING, and what was sent on it may have been processed', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server((call) =>
      call.path === '/after' ? accept(call) : calls.hold(call),
    );
    await using network = await startNetwork(server);
    await using transport = http2TransportFor([network], { pingIntervalMs: 50, pingTimeoutMs: 50 });
    const lost = transport.post(aPost(network.origin, '/lost'));
    await calls.holds(1);
    network.dropAll();
    expect(summaryOf(await lost)).toBe('ping_timeout, written');
    expect(summaryOf(await transport.post(aPost(network.origin, '/after')))).toBe('201');
    expect(server.sessions).toHaveLength(2);
  });

  it('F-7: an idle session that died without a word is let go, before any request finds out', async () => {
    await using server = await startHttp2Server(accept);
    await using network = await startNetwork(server);
    await using transport = http2TransportFor([network], { pingIntervalMs: 20, pingTimeoutMs: 20 });
    expect(summaryOf(await transport.post(aPost(network.origin, '/1')))).toBe('201');
    const letGo = network.dropAll();
    await letGo;
    expect(summaryOf(await transport.post(aPost(network.origin, '/2')))).toBe('201');
    expect(server.sessions).toHaveLength(2);
  });

  it('F-7: a silent session whose peer answers PINGs stays open', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server], { pingIntervalMs: 5, pingTimeoutMs: 5_000 });
    const slow = transport.post(aPost(server.origin, '/slow'));
    await calls.holds(1);
    const session = calls.held[0]?.session;
    for (let pings = 0; session !== undefined && pings < 3; pings += 1) await once(session, 'ping');
    calls.held.forEach(accept);
    expect(summaryOf(await slow)).toBe('201');
    expect(server.sessions).toHaveLength(1);
  });

  it('F-7: requests to a peer that reads nothing end at their deadlines, and it may fall busy but no more', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using network = await startNetwork(server);
    await using transport = http2TransportFor([network], { maxPendingPerOrigin: 50 });
    const first = transport.post(aPost(network.origin, '/first', 300));
    await calls.holds(1);
    network.dropAll();
    const body = Buffer.alloc(256 * 1024, 'b');
    const stuck = Array.from({ length: 49 }, () =>
      transport.post({ ...aPost(network.origin, '/stuck', 200), body }),
    );
    expect(summaryOf(await transport.post(aPost(network.origin, '/more')))).toBe('busy');
    expect(new Set((await Promise.all(stuck)).map(summaryOf))).toEqual(new Set(['timeout, written']));
    expect(summaryOf(await first)).toBe('timeout, written');
    // Streams that were cut hold no place, although the peer never took notice of it.
    const again = transport.post(aPost(network.origin, '/again', 50));
    expect(summaryOf(await again)).toBe('timeout, written');
  });

  it('F-7: a server that is gone is a failure before anything was written, for all that waits', async () => {
    const server = await startHttp2Server(accept);
    await server[Symbol.asyncDispose]();
    await using transport = http2TransportFor([server]);
    const results = await Promise.all([1, 2].map(() => transport.post(aPost(server.origin, '/'))));
    expect(results.map(summaryOf)).toEqual(['connection_refused', 'connection_refused']);
  });

  it('T-3: a server that accepts the connection and never speaks TLS is given up, nothing written', async () => {
    await using silent = await startTcpServer(() => undefined);
    await using transport = http2TransportFor([{ origin: silent.origin, caPem: '' }], {
      connectTimeoutMs: 100,
      testCaPem: null,
    });
    const [slow, short] = await Promise.all([
      transport.post(aPost(silent.origin, '/')),
      transport.post(aPost(silent.origin, '/', 20)),
    ]);
    expect([summaryOf(slow), summaryOf(short)]).toEqual(['connect_timeout', 'timeout']);
  });

  it('T-3: a server that breaks the handshake off is a failure before anything was written', async () => {
    await using rude = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await using transport = http2TransportFor([{ origin: rude.origin, caPem: '' }], { testCaPem: null });
    expect(summaryOf(await transport.post(aPost(rude.origin, '/')))).toMatch(
      /^(tls_failed|connection_reset)$/,
    );
  });

  it('T-3: a certificate that nobody vouches for is refused, and nothing is written', async () => {
    await using server = await startHttp2Server(accept);
    await using transport = http2TransportFor([server], { testCaPem: null });
    expect(summaryOf(await transport.post(aPost(server.origin, '/')))).toBe('tls_failed');
    expect(server.hits).toEqual([]);
  });

  it('T-3: a server without HTTP/2 is told apart, and nothing is written', async () => {
    const tls = await makeThrowawayTls(Date.now());
    let hits = 0;
    const server = createHttpsServer({ cert: tls.certPem, key: tls.keyPem }, (_request, response) => {
      hits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using transport = http2TransportFor([{ origin, caPem: tls.caPem }]);
    expect(summaryOf(await transport.post(aPost(origin, '/')))).toBe('no_http2');
    expect(hits).toBe(0);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('T-1: with a guarding look-up a literal special address is refused even when no policy was asked before', async () => {
    await using transport = http2TransportFor([]);
    for (const origin of ['https://127.0.0.1', 'https://[::1]:8443', 'https://169.254.169.254']) {
      expect(summaryOf(await transport.post(aPost(origin, '/')))).toBe('address_refused');
    }
  });
});
