import { once } from 'node:events';
import { constants } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { aPost, http2TransportFor, MINUTE_MS, summaryOf } from './http2-client.ts';
import { accept, holdCalls, startHttp2Server } from './http2-server.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('createHttp2Transport', () => {
  it('F-7: 500 requests share one session, and arrive whole with their answers', async () => {
    const bodies: string[] = [];
    await using server = await startHttp2Server(({ stream, path }) => {
      stream.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      stream.respond({ ':status': 200, 'x-path': path });
      stream.end(`answer to ${path}`);
    });
    await using transport = http2TransportFor([server]);
    const results = await Promise.all(
      numbers(500).map((index) => transport.post(aPost(server.origin, `/${index}`))),
    );
    expect(results[7]).toMatchObject({
      kind: 'answer',
      status: 200,
      headers: { 'x-path': '/7' },
      body: 'answer to /7',
    });
    expect(results[7]).not.toHaveProperty(['headers', ':status']);
    expect(results.map(summaryOf)).toEqual(numbers(500).map(() => '200'));
    expect(new Set(server.hits).size).toBe(500);
    expect(bodies).toEqual(numbers(500).map(() => 'body'));
    expect(server.sessions).toHaveLength(1);
  });

  it('T-3: the peer’s limit of streams is kept, however low, and lesser than ours', async () => {
    let open = 0;
    let most = 0;
    await using server = await startHttp2Server(
      ({ stream }) => {
        open += 1;
        most = Math.max(most, open);
        stream.on('close', () => {
          open -= 1;
        });
        setImmediate(() => stream.respond({ ':status': 201 }, { endStream: true }));
      },
      { settings: { maxConcurrentStreams: 3 } },
    );
    await using transport = http2TransportFor([server]);
    const results = await Promise.all(
      numbers(100).map((index) => transport.post(aPost(server.origin, `/${index}`))),
    );
    expect(new Set(results.map(summaryOf))).toEqual(new Set(['201']));
    expect(most).toBe(3);
    expect(server.sessions).toHaveLength(1);
  });

  it('T-3: a limit that the peer raises lets at once through what waited for it', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold, { settings: { maxConcurrentStreams: 1 } });
    await using transport = http2TransportFor([server]);
    const results = numbers(3).map((index) => transport.post(aPost(server.origin, `/${index}`)));
    await calls.holds(1);
    calls.held[0]?.session.settings({ maxConcurrentStreams: 3 });
    await calls.holds(3);
    calls.held.forEach(accept);
    expect((await Promise.all(results)).map(summaryOf)).toEqual(['201', '201', '201']);
  });

  it('T-3: a second session is opened when the first is full, and never more than allowed', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server], { maxStreamsPerSession: 2, sessionsPerOrigin: 2 });
    const results = numbers(6).map((index) => transport.post(aPost(server.origin, `/${index}`)));
    await calls.holds(4);
    expect(server.sessions).toHaveLength(2);
    expect(server.hits).toHaveLength(4);
    calls.held.slice(0, 4).forEach(accept);
    await calls.holds(6);
    calls.held.slice(4).forEach(accept);
    expect((await Promise.all(results)).map(summaryOf)).toEqual(numbers(6).map(() => '201'));
    expect(server.sessions).toHaveLength(2);
  });

  it('T-3: beyond the requests that may wait, one more is busy at once and never written', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server], { maxPendingPerOrigin: 3, maxStreamsPerSession: 1 });
    const under = numbers(3).map((index) => transport.post(aPost(server.origin, `/${index}`)));
    expect(summaryOf(await transport.post(aPost(server.origin, '/refused')))).toBe('busy');
    for (const index of numbers(3)) {
      await calls.holds(index + 1);
      calls.held.slice(index).forEach(accept);
    }
    expect((await Promise.all(under)).map(summaryOf)).toEqual(['201', '201', '201']);
    expect(server.hits).toEqual(['/0', '/1', '/2']);
  });

  it('T-3: a request whose deadline passes while it waits for a stream is never written', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server], { maxStreamsPerSession: 1 });
    const first = transport.post(aPost(server.origin, '/first'));
    await calls.holds(1);
    expect(summaryOf(await transport.post(aPost(server.origin, '/second', 50)))).toBe('timeout');
    calls.held.forEach(accept);
    await first;
    const third = transport.post(aPost(server.origin, '/third'));
    await calls.holds(2);
    calls.held.slice(1).forEach(accept);
    await third;
    expect(server.hits).toEqual(['/first', '/third']);
  });

  it('T-3: a request without an answer ends at its deadline, its stream is cut, and the session goes on', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([server]);
    const silent = transport.post(aPost(server.origin, '/silent', 100));
    await calls.holds(1);
    const [held] = calls.held;
    const cut = held === undefined ? Promise.reject(new Error('No call')) : once(held.stream, 'close');
    expect(summaryOf(await silent)).toBe('timeout, written');
    await cut;
    expect(held?.stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    const next = transport.post(aPost(server.origin, '/next'));
    await calls.holds(2);
    calls.held.slice(1).forEach(accept);
    expect(summaryOf(await next)).toBe('201');
    expect(server.sessions).toHaveLength(1);
  });

  it('T-3: answers without end are read up to the cap, and leave the session usable', async () => {
    const chunk = Buffer.alloc(16 * 1024, 'x');
    await using server = await startHttp2Server(({ stream, path }) => {
      if (path === '/end') return stream.respond({ ':status': 201 }, { endStream: true });
      stream.respond({ ':status': 400 });
      const pump = () => {
        while (!stream.destroyed && stream.write(chunk));
      };
      stream.on('drain', pump);
      pump();
    });
    await using transport = http2TransportFor([server], { answerCapBytes: 1_024 });
    for (const index of numbers(40)) {
      const result = await transport.post(aPost(server.origin, `/${index}`));
      expect(result).toMatchObject({ kind: 'answer', status: 400, body: 'x'.repeat(1_024) });
    }
    expect(summaryOf(await transport.post(aPost(server.origin, '/end')))).toBe('201');
    expect(server.sessions).toHaveLength(1);
  });

  it('T-3: a body that comes drop by drop ends at the deadline with the status that had come', async () => {
    await using server = await startHttp2Server(({ stream }) => {
      stream.respond({ ':status': 410 });
      const timer = setInterval(() => stream.write('.'), 5);
      stream.on('close', () => clearInterval(timer));
    });
    await using transport = http2TransportFor([server]);
    expect(summaryOf(await transport.post(aPost(server.origin, '/', 200)))).toBe('410');
  });

  it('T-3: a header block beyond its cap is no answer', async () => {
    await using server = await startHttp2Server(({ stream, path }) => {
      stream.respond(
        { ':status': 201, 'x-long': path === '/' ? '' : 'y'.repeat(40_000) },
        { endStream: true },
      );
    });
    await using transport = http2TransportFor([server]);
    // The peer keeps the cap from the moment on that it has confirmed our settings.
    expect(summaryOf(await transport.post(aPost(server.origin, '/')))).toBe('201');
    expect(summaryOf(await transport.post(aPost(server.origin, '/long', 5_000)))).toMatch(/, written$/);
  });

  it('T-3: the origin idle for longest makes room for a new one; while all are busy, a new one is busy', async () => {
    const calls = holdCalls();
    await using first = await startHttp2Server(accept);
    await using second = await startHttp2Server(calls.hold);
    await using transport = http2TransportFor([first, second], { maxOrigins: 1 });
    expect(summaryOf(await transport.post(aPost(first.origin, '/')))).toBe('201');
    const [socket] = first.connections;
    const closed = socket === undefined ? Promise.reject(new Error('No connection')) : once(socket, 'close');
    // It is not trusted by the first one's authority: what matters here is whose turn it is.
    expect(summaryOf(await transport.post(aPost(second.origin, '/')))).toBe('tls_failed');
    await closed;
    const busy = transport.post(aPost(first.origin, '/again'));
    expect(summaryOf(await transport.post(aPost(second.origin, '/')))).toBe('busy');
    expect(summaryOf(await busy)).toBe('201');
  });

  it('F-7: close ends what is under way and what comes later', async () => {
    const calls = holdCalls();
    await using server = await startHttp2Server(calls.hold);
    const transport = http2TransportFor([server], { maxStreamsPerSession: 1 });
    const written = transport.post(aPost(server.origin, '/1'));
    await calls.holds(1);
    const waiting = transport.post(aPost(server.origin, '/2'));
    await transport.close();
    expect(summaryOf(await written)).toBe('closed, written');
    expect(summaryOf(await waiting)).toBe('closed');
    expect(summaryOf(await transport.post(aPost(server.origin, '/3')))).toBe('closed');
    expect(server.hits).toEqual(['/1']);
  });

  it('F-7: a session without requests is closed after its time, and the next request opens another', async () => {
    await using server = await startHttp2Server(accept);
    await using transport = http2TransportFor([server], { idleTimeoutMs: 20, pingIntervalMs: MINUTE_MS });
    expect(summaryOf(await transport.post(aPost(server.origin, '/1')))).toBe('201');
    const [socket] = server.connections;
    if (socket !== undefined && !socket.destroyed) await once(socket, 'close');
    expect(summaryOf(await transport.post(aPost(server.origin, '/2')))).toBe('201');
    expect(server.sessions).toHaveLength(2);
  });

  it('T-3: headers that HTTP/2 does not allow are a failure and no exception', async () => {
    await using server = await startHttp2Server(accept);
    await using transport = http2TransportFor([server]);
    const bad = { ...aPost(server.origin, '/'), headers: { connection: 'close' } };
    expect(summaryOf(await transport.post(bad))).toBe('network_error');
    expect(summaryOf(await transport.post(aPost(server.origin, '/')))).toBe('201');
    expect(server.hits).toEqual(['/']);
  });
});
