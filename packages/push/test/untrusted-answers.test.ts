import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startUntrustedServer, type UntrustedServer } from './untrusted-server.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest, EXAMPLE_KEYS } from './web-push-request.ts';

const CHUNK = Buffer.alloc(16 * 1024, 'x');
/** The cap of 16 KiB, the handshake, and what one read from the socket brings beyond it. */
const READ_BYTES_MAX = 128 * 1024;

function requestTo(server: UntrustedServer, path: string) {
  const endpoint = `${server.origin}${path}`;
  return aRequest({ target: { provider: 'webpush', endpoint, ...EXAMPLE_KEYS } });
}

function providerFor(server: UntrustedServer) {
  return makeWebPushProvider({ testOrigins: [server.origin], testCaPem: server.caPem });
}

async function startCanary(): Promise<{ origin: string; hits: () => number } & AsyncDisposable> {
  let hits = 0;
  const canary: Server = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  canary.on('connection', () => {
    hits += 1;
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(canary.address() as AddressInfo).port}`,
    hits: () => hits,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => canary.close(() => resolve())),
  };
}

/** Answers with a status and a body that never ends, as fast as the other side reads. */
const endlessAnswer: RequestListener = (request, response) => {
  response.writeHead(request.url === '/ok' ? 201 : 400);
  const pump = () => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', pump);
  pump();
};

/** The sockets that undici opens from now on, for what was really read from the network. */
function watchSockets(): Disposable & { readonly opened: readonly Socket[] } {
  const opened: Socket[] = [];
  const connected = channel('undici:client:connected');
  const listener = (event: unknown) => {
    if (typeof event !== 'object' || event === null || !('socket' in event)) return;
    if (event.socket instanceof Socket) opened.push(event.socket);
  };
  connected.subscribe(listener);
  return { opened, [Symbol.dispose]: () => void connected.unsubscribe(listener) };
}

async function ended(socket: Socket | undefined): Promise<Socket> {
  if (socket === undefined) throw new Error('No connection was made');
  if (!socket.destroyed) await once(socket, 'close');
  return socket;
}

describe('T-3: answers of servers that are not trusted', () => {
  it.each([301, 302, 303, 307, 308])('T-3, WEB-7: a redirect %d is not followed', async (status) => {
    await using canary = await startCanary();
    await using server = await startUntrustedServer((_request, response) => {
      response.writeHead(status, { location: `${canary.origin}/secret` }).end();
    });
    await using provider = providerFor(server);
    expect(await provider.send(requestTo(server, '/push/1'), 5_000)).toEqual({
      class: 'payload',
      reason: 'redirected',
      providerCode: String(status),
    });
    expect([canary.hits(), server.hits.length]).toEqual([0, 1]);
  });

  it('T-3: an endless answer is cut after the cap, and its status still counts', async () => {
    await using server = await startUntrustedServer(endlessAnswer);
    await using provider = providerFor(server);
    using sockets = watchSockets();
    expect(await provider.send(requestTo(server, '/ok'), 60_000)).toMatchObject({ class: 'accepted' });
    expect(await provider.send(requestTo(server, '/bad'), 60_000)).toMatchObject({ class: 'payload' });
    await Promise.all(server.connections.map(ended));
    expect(sockets.opened).toHaveLength(2);
    for (const { bytesRead } of sockets.opened) expect(bytesRead).toBeLessThan(READ_BYTES_MAX);
  });

  it('T-3: 200 endless answers leave the memory flat: each is read to the cap and no further', async () => {
    await using server = await startUntrustedServer(endlessAnswer);
    await using provider = providerFor(server);
    using sockets = watchSockets();
    const sends = Array.from({ length: 200 }, () => provider.send(requestTo(server, '/ok'), 60_000));
    for (const outcome of await Promise.all(sends)) expect(outcome).toMatchObject({ class: 'accepted' });
    await Promise.all(server.connections.map(ended));
    expect([server.hits.length, sockets.opened.length]).toEqual([200, 200]);
    for (const { bytesRead } of sockets.opened) expect(bytesRead).toBeLessThan(READ_BYTES_MAX);
  });

  it('T-3: endless headers end the attempt', async () => {
    await using server = await startUntrustedServer((_request, response) => {
      const { socket } = response;
      socket?.write('HTTP/1.1 201 Created\r\n');
      const pump = () => {
        while (socket !== null && !socket.destroyed && socket.write(`x-a: ${'y'.repeat(1000)}\r\n`));
      };
      socket?.on('drain', pump);
      socket?.on('error', () => undefined);
      pump();
    });
    await using provider = providerFor(server);
    using sockets = watchSockets();
    const outcome = await provider.send(requestTo(server, '/'), 60_000);
    expect(outcome).toMatchObject({ class: 'ambiguous', reason: 'bad_answer' });
    await ended(server.connections[0]);
    expect(sockets.opened).toHaveLength(1);
    for (const { bytesRead } of sockets.opened) expect(bytesRead).toBeLessThan(READ_BYTES_MAX);
  });

  it('T-3: endless informational answers end at the deadline', async () => {
    await using server = await startUntrustedServer((_request, response) => {
      const timer = setInterval(() => response.writeProcessing(), 5);
      response.on('close', () => clearInterval(timer));
    });
    await using provider = providerFor(server);
    const outcome = await provider.send(requestTo(server, '/'), 1_000);
    expect(outcome).toMatchObject({ class: 'ambiguous', reason: 'timeout' });
    await ended(server.connections[0]);
  });

  it('T-3: headers that come drop by drop end at the deadline', async () => {
    await using server = await startUntrustedServer((_request, response) => {
      const timer = setInterval(() => response.socket?.write('y'), 5);
      response.on('close', () => clearInterval(timer));
      response.socket?.write('HTTP/1.1 201 Created\r\nx-slow: ');
    });
    await using provider = providerFor(server);
    expect(await provider.send(requestTo(server, '/'), 1_000)).toMatchObject({
      class: 'ambiguous',
      reason: 'timeout',
    });
    await ended(server.connections[0]);
  });

  it('T-3: a body that comes drop by drop ends at the deadline with the class of its status', async () => {
    await using server = await startUntrustedServer((request, response) => {
      response.writeHead(request.url === '/ok' ? 201 : 410);
      const timer = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(timer));
    });
    await using provider = providerFor(server);
    expect(await provider.send(requestTo(server, '/ok'), 1_000)).toMatchObject({ class: 'accepted' });
    expect(await provider.send(requestTo(server, '/gone'), 1_000)).toMatchObject({ class: 'token_invalid' });
    await Promise.all(server.connections.map(ended));
  });

  it('T-3: a server that accepts the connection and never speaks TLS ends at the deadline, nothing written', async () => {
    const accepted: Socket[] = [];
    const silent = createTcpServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const target = { provider: 'webpush' as const, endpoint: `${origin}/1`, ...EXAMPLE_KEYS };
    const provider = makeWebPushProvider({ testOrigins: [origin] });
    const outcome = await provider.send(aRequest({ target }), 300);
    expect(outcome).toMatchObject({ class: 'transient', reason: 'timeout' });
    await provider.close();
    for (const socket of accepted) socket.destroy();
    await new Promise<void>((resolve) => silent.close(() => resolve()));
  });

  it('T-3: a certificate that nobody vouches for is refused, and the message is not written', async () => {
    await using server = await startUntrustedServer((_request, response) => response.writeHead(201).end());
    await using provider = makeWebPushProvider({ testOrigins: [server.origin] });
    const outcome = await provider.send(requestTo(server, '/'), 5_000);
    expect(outcome).toMatchObject({ class: 'transient', reason: 'tls_failed' });
    expect(server.hits).toEqual([]);
  });
});
