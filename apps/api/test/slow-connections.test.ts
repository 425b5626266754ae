import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRouter } from './sample-router.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ router: sampleRouter });
});
afterAll(() => server.close());

const SLOW_CONNECTIONS = 50;
const LIMIT_MS = 30_000;
const BEAT_MS = 500;

const BEGINNINGS = {
  'nothing at all': '',
  'half a request line': 'GET /heal',
  'headers that never end': 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: 1\r\n',
  'a body that never ends':
    'POST /api/v1/limited HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
} as const;

async function open(beginning: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write(beginning);
  return socket;
}

describe('slow and broken connections', () => {
  it('T-11: slow connections are closed within 30 s while good requests go on', {
    timeout: LIMIT_MS + 15_000,
  }, async () => {
    const beginnings = Object.values(BEGINNINGS);
    const sockets = await Promise.all(
      Array.from({ length: SLOW_CONNECTIONS }, (_, index) =>
        open(beginnings[index % beginnings.length] ?? ''),
      ),
    );
    const goodAnswers: Promise<number>[] = [];
    const beat = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
      goodAnswers.push(fetch(`http://127.0.0.1:${server.port}/healthz`).then(({ status }) => status));
    }, BEAT_MS);
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      await Promise.all(sockets.map((socket) => once(socket.resume(), 'close', { signal })));
    } finally {
      clearInterval(beat);
    }
    expect(new Set(await Promise.all(goodAnswers))).toEqual(new Set([200]));
  });

  it.each([
    ['what is not HTTP', 'nonsense\r\n\r\n', 400],
    ['headers of more than 16 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('API-2: answers %s with a problem document and hangs up', async (_, request, status) => {
    const socket = await open(request);
    const answer = await text(socket);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({
      status,
      code: 'validation_failed',
      request_id: expect.any(String),
    });
  });
});
