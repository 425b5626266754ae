import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { makeThrowawayTls, type ThrowawayTls } from '@carillon/simulators/throwaway-tls';
import { describe, expect, it } from 'vitest';
import {
  createHttpTransport,
  type HttpTransportSettings,
} from '../src/providers/transport/http-transport.ts';
import { startUntrustedServer, type UntrustedServer } from './untrusted-server.ts';

const MINUTE_MS = 60_000;

function transportFor(servers: readonly UntrustedServer[], changes: Partial<HttpTransportSettings>) {
  const transport = createHttpTransport({
    connectionsPerOrigin: 4,
    maxOrigins: 4,
    maxPendingPerOrigin: 100,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 5_000,
    answerCapBytes: 1_024,
    lookup: () => {
      throw new Error('No names are resolved in this test');
    },
    testOrigins: servers.map((server) => server.origin),
    testCaPem: servers[0]?.caPem ?? null,
    ...changes,
  });
  return Object.assign(transport, { [Symbol.asyncDispose]: () => transport.close() });
}

function post(origin: string, path: string, deadlineMs: number) {
  return { origin, path, headers: { 'x-a': 'b' }, body: Buffer.from('body'), deadlineMs };
}

/** A server whose answers wait until the test gives them. */
async function startHoldingServer(tls?: ThrowawayTls) {
  const held: ServerResponse[] = [];
  const waiting: (() => void)[] = [];
  const server = await startUntrustedServer((_request, response) => {
    held.push(response);
    for (const wake of waiting.splice(0)) wake();
  }, tls);
  const holds = async (count: number) => {
    while (held.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return Object.assign(server, { held, holds });
}

describe('createHttpTransport', () => {
  it('T-3: 200 requests share the connections of their origin, and no more than the limit are opened', async () => {
    await using server = await startUntrustedServer((_request, response) =>
      response.writeHead(201).end('ok'),
    );
    await using transport = transportFor([server], { connectionsPerOrigin: 4, maxPendingPerOrigin: 200 });
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => transport.post(post(server.origin, `/${index}`, MINUTE_MS))),
    );
    expect(new Set(results.map((result) => result.kind === 'answer' && result.status))).toEqual(
      new Set([201]),
    );
    expect(new Set(server.hits).size).toBe(200);
    expect(server.connections).toHaveLength(4);
  });

  it('T-3: beyond the requests that may wait, one more is busy at once and never written', async () => {
    await using server = await startHoldingServer();
    await using transport = transportFor([server], { connectionsPerOrigin: 1, maxPendingPerOrigin: 3 });
    const under = [1, 2, 3].map((index) => transport.post(post(server.origin, `/${index}`, MINUTE_MS)));
    const refused = await transport.post(post(server.origin, '/4', MINUTE_MS));
    expect(refused).toEqual({ kind: 'failure', reason: 'busy', requestWritten: false });
    for (let count = 1; count <= 3; count += 1) {
      await server.holds(count);
      server.held[count - 1]?.writeHead(201).end();
    }
    expect((await Promise.all(under)).map((result) => result.kind)).toEqual(['answer', 'answer', 'answer']);
    expect(server.hits).toEqual(['/1', '/2', '/3']);
  });

  it('WEB-10: a request whose deadline passes while it waits for a connection is never written', async () => {
    await using server = await startHoldingServer();
    await using transport = transportFor([server], { connectionsPerOrigin: 1 });
    const first = transport.post(post(server.origin, '/first', MINUTE_MS));
    await server.holds(1);
    const second = await transport.post(post(server.origin, '/second', 50));
    expect(second).toEqual({ kind: 'failure', reason: 'timeout', requestWritten: false });
    server.held[0]?.writeHead(201).end();
    await first;
    const third = transport.post(post(server.origin, '/third', MINUTE_MS));
    await server.holds(2);
    server.held[1]?.writeHead(201).end();
    expect(await third).toMatchObject({ kind: 'answer', status: 201 });
    expect(server.hits).toEqual(['/first', '/third']);
  });

  it('WEB-10: a reset after the request was written is told so, and the request is not sent again', async () => {
    await using server = await startUntrustedServer((request) => request.socket.destroy());
    await using transport = transportFor([server], {});
    const result = await transport.post(post(server.origin, '/1', MINUTE_MS));
    expect(result).toEqual({ kind: 'failure', reason: 'connection_reset', requestWritten: true });
    expect(server.hits).toEqual(['/1']);
  });

  it('WEB-10: a server that is gone is a failure before anything was written', async () => {
    const server = await startUntrustedServer((_request, response) => response.end());
    await server[Symbol.asyncDispose]();
    await using transport = transportFor([server], {});
    const result = await transport.post(post(server.origin, '/1', MINUTE_MS));
    expect(result).toEqual({ kind: 'failure', reason: 'connection_refused', requestWritten: false });
  });

  it('T-3: the origin idle for longest makes room for a new one, and its connections close', async () => {
    const tls = await makeThrowawayTls(Date.now());
    await using first = await startUntrustedServer(
      (_request, response) => response.writeHead(201).end(),
      tls,
    );
    await using second = await startHoldingServer(tls);
    await using third = await startUntrustedServer(
      (_request, response) => response.writeHead(201).end(),
      tls,
    );
    await using transport = transportFor([first, second, third], { maxOrigins: 2 });
    await transport.post(post(first.origin, '/', MINUTE_MS));
    const held = transport.post(post(second.origin, '/', MINUTE_MS));
    await second.holds(1);
    const [socket] = first.connections;
    const closed = socket === undefined ? Promise.reject(new Error('No connection')) : once(socket, 'close');
    expect(await transport.post(post(third.origin, '/', MINUTE_MS))).toMatchObject({ kind: 'answer' });
    await closed;
    second.held[0]?.writeHead(201).end();
    expect(await held).toMatchObject({ kind: 'answer' });
  });

  it('T-3: while every origin has requests under way, a new one is busy', async () => {
    await using first = await startHoldingServer();
    await using second = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    await using transport = transportFor([first, second], { maxOrigins: 1 });
    const held = transport.post(post(first.origin, '/', MINUTE_MS));
    await first.holds(1);
    expect(await transport.post(post(second.origin, '/', MINUTE_MS))).toMatchObject({ reason: 'busy' });
    first.held[0]?.writeHead(201).end();
    await held;
    expect(second.hits).toEqual([]);
  });

  it('WEB-10: close ends what is under way and what comes later', async () => {
    await using server = await startHoldingServer();
    const transport = transportFor([server], { connectionsPerOrigin: 1 });
    const written = transport.post(post(server.origin, '/1', MINUTE_MS));
    await server.holds(1);
    const waiting = transport.post(post(server.origin, '/2', MINUTE_MS));
    await transport.close();
    expect(await written).toEqual({ kind: 'failure', reason: 'closed', requestWritten: true });
    expect(await waiting).toEqual({ kind: 'failure', reason: 'closed', requestWritten: false });
    const later = await transport.post(post(server.origin, '/3', MINUTE_MS));
    expect(later).toEqual({ kind: 'failure', reason: 'closed', requestWritten: false });
    expect(server.hits).toEqual(['/1']);
  });

  it('T-1: a literal special address is refused even when no policy was asked before', async () => {
    await using transport = transportFor([], {});
    for (const origin of ['https://127.0.0.1', 'https://[::1]:8443', 'https://169.254.169.254']) {
      const result = await transport.post(post(origin, '/', MINUTE_MS));
      expect(result).toEqual({ kind: 'failure', reason: 'address_refused', requestWritten: false });
    }
  });
});
