import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { aPost, http2TransportFor, MINUTE_MS, summaryOf } from './http2-client.ts';
import { accept, type Http2Call, holdCalls, startHttp2Server } from './http2-server.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Answers the first `count` requests of each session, then says goodbye: what comes later is not looked at. */
function goodbyeAfter(count: number, processed: string[]) {
  const seen = new Map<unknown, number>();
  return ({ stream, session, path }: Http2Call) => {
    const turn = (seen.get(session) ?? 0) + 1;
    seen.set(session, turn);
    if (turn > count) return;
    processed.push(path);
    stream.respond({ ':status': 201 }, { endStream: true });
    if (turn === count) session.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
  };
}

describe('createHttp2Transport when the server says goodbye', () => {
  it('F-7: with a GOAWAY every 20 streams, of 1000 requests none is lost and none is processed twice', async () => {
    const processed: string[] = [];
    await using server = await startHttp2Server(goodbyeAfter(20, processed));
    await using transport = http2TransportFor([server]);
    const results = await Promise.all(
      numbers(1000).map((index) => transport.post(aPost(server.origin, `/${index}`))),
    );
    expect(new Set(results.map(summaryOf))).toEqual(new Set(['201']));
    expect(processed).toHaveLength(1000);
    expect(new Set(processed).size).toBe(1000);
    expect(server.sessions.length).toBeGreaterThanOrEqual(50);
  });

  it('F-7: under a GOAWAY the streams up to its id are still answered', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server]);
    const first = transport.post(aPost(server.origin, '/first'));
    await calls.holds(1);
    const [held] = calls.held;
    held?.session.goaway(constants.NGHTTP2_NO_ERROR, held.stream.id);
    const second = transport.post(aPost(server.origin, '/second'));
    await calls.holds(2);
    calls.held.forEach(accept);
    expect(summaryOf(await first)).toBe('201');
    expect(summaryOf(await second)).toBe('201');
  });

  it('F-7: under a GOAWAY with an error the streams above its id go again, the others may have been processed', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server]);
    const results = numbers(4).map((index) => transport.post(aPost(server.origin, `/${index}`)));
    await calls.holds(4);
    calls.held[1]?.session.goaway(constants.NGHTTP2_INTERNAL_ERROR, calls.held[1].stream.id);
    await calls.holds(6);
    calls.held.slice(4).forEach(accept);
    expect((await Promise.all(results)).map(summaryOf)).toEqual([
      'connection_reset, written',
      'connection_reset, written',
      '201',
      '201',
    ]);
    expect(server.hits).toEqual(['/0', '/1', '/2', '/3', '/2', '/3']);
  });

  it('F-7: a GOAWAY whose code is that of a refused stream says nothing about the streams below its id', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server]);
    const result = transport.post(aPost(server.origin, '/'));
    await calls.holds(1);
    calls.held[0]?.session.goaway(constants.NGHTTP2_REFUSED_STREAM, calls.held[0].stream.id);
    expect(summaryOf(await result)).toBe('connection_reset, written');
    expect(server.hits).toEqual(['/']);
  });

  it('F-7: a server that greets and leaves at once gets two tries and no more', async () => {
    await using server = await startHttp2Server(accept, {}, (session) => session.goaway());
    await using transport = http2TransportFor([server]);
    const results = await Promise.all(
      numbers(5).map((index) => transport.post(aPost(server.origin, `/${index}`))),
    );
    expect(results.map(summaryOf)).toEqual(numbers(5).map(() => 'stream_refused'));
    expect(server.hits).toEqual([]);
    expect(server.sessions).toHaveLength(2);
  });

  it('F-7: a refused stream is sent again once, then ends as not written', async () => {
    const refused: string[] = [];
    await using server = await startHttp2Server((call) => {
      if (call.path === '/never' || !refused.includes(call.path)) {
        refused.push(call.path);
        call.stream.close(constants.NGHTTP2_REFUSED_STREAM);
      } else accept(call);
    });
    await using transport = http2TransportFor([server]);
    expect(summaryOf(await transport.post(aPost(server.origin, '/once')))).toBe('201');
    expect(summaryOf(await transport.post(aPost(server.origin, '/never')))).toBe('stream_refused');
    expect(server.hits).toEqual(['/once', '/once', '/never', '/never']);
    expect(server.sessions).toHaveLength(1);
  });

  it.each([
    ['CANCEL', constants.NGHTTP2_CANCEL],
    ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
    ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM],
    ['NO_ERROR', constants.NGHTTP2_NO_ERROR],
  ])('F-7: a stream reset with %s may have been processed, and is not sent again', async (_name, code) => {
    await using server = await startHttp2Server(({ stream }) => stream.close(code));
    await using transport = http2TransportFor([server]);
    expect(summaryOf(await transport.post(aPost(server.origin, '/')))).toBe('connection_reset, written');
    expect(server.hits).toEqual(['/']);
  });

  it('F-7: a connection that breaks leaves what was written unsure, and the next request opens another', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server((call) =>
      call.path === '/after' ? accept(call) : calls.hold(call),
    );
    await using transport = http2TransportFor([server], { maxStreamsPerSession: 2 });
    const results = numbers(2).map((index) => transport.post(aPost(server.origin, `/${index}`)));
    await calls.holds(2);
    server.connections[0]?.resetAndDestroy();
    expect((await Promise.all(results)).map(summaryOf)).toEqual([
      'connection_reset, written',
      'connection_reset, written',
    ]);
    expect(summaryOf(await transport.post(aPost(server.origin, '/after')))).toBe('201');
  });

  it('F-7: what waits for a stream goes on with a new session after a connection breaks', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server], { maxStreamsPerSession: 1 });
    const first = transport.post(aPost(server.origin, '/1'));
    await calls.holds(1);
    const second = transport.post(aPost(server.origin, '/2'));
    server.connections[0]?.destroy();
    await calls.holds(2);
    calls.held.slice(1).forEach(accept);
    expect(summaryOf(await first)).toBe('connection_reset, written');
    expect(summaryOf(await second)).toBe('201');
  });

  it('F-7: 300 sessions that say goodbye leave nothing behind', async () => {
    using watched = watchClientSockets();
    await using server = await startHttp2Server(goodbyeAfter(1, []));
    await using transport = http2TransportFor([server], { maxPendingPerOrigin: 1, pingTimeoutMs: MINUTE_MS });
    for (const index of numbers(300)) {
      expect(summaryOf(await transport.post(aPost(server.origin, `/${index}`)))).toBe('201');
    }
    expect(watched.sockets.length).toBeGreaterThanOrEqual(300);
    // Long before the time at which a session is given up whose peer keeps its side open, as this one does.
    await Promise.all(watched.sockets.map((socket) => socket.destroyed || once(socket, 'close')));
  });
});

/** The sockets that this process connects from now on. */
function watchClientSockets(): Disposable & { readonly sockets: readonly Socket[] } {
  const sockets: Socket[] = [];
  const created = channel('net.client.socket');
  const listener = (event: unknown) => {
    if (typeof event !== 'object' || event === null || !('socket' in event)) return;
    if (event.socket instanceof Socket) sockets.push(event.socket);
  };
  created.subscribe(listener);
  return { sockets, [Symbol.dispose]: () => void created.unsubscribe(listener) };
}
