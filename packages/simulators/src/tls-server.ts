import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { Exchange } from './exchange.ts';
import type { Http2Sessions } from './http2-sessions.ts';
import type { ThrowawayTls } from './throwaway-tls.ts';

export type TlsServer = AsyncDisposable & { port: number };

/**
 * Serves HTTP/2 and HTTP/1.1 (by ALPN) on 127.0.0.1, or with `sessions` HTTP/2 alone. Disposing of it cuts every open connection, hanging ones too.
 * An error of `handle` breaks off that one request and goes to `onError`.
 */
export async function startTlsServer(options: {
  /** 0 takes a free port. */
  port: number;
  tls: ThrowawayTls;
  sessions?: Http2Sessions;
  handle: (exchange: Exchange) => Promise<void>;
  onError: (error: unknown) => void;
}): Promise<TlsServer> {
  const stopping = new AbortController();
  const { sessions } = options;
  const server = createSecureServer({
    allowHTTP1: sessions === undefined,
    cert: options.tls.certPem,
    key: options.tls.keyPem,
    ...(sessions === undefined ? {} : { settings: { maxConcurrentStreams: sessions.initialStreams } }),
  });
  if (sessions !== undefined) server.on('session', (session) => sessions.add(session));
  const disconnectAll = trackConnections(server);
  server.on('request', (request, response) => {
    // With allowHTTP1 the same event brings node:http's objects, which the types do not tell.
    const exchange = new Exchange(
      request as typeof request | IncomingMessage,
      response as typeof response | ServerResponse,
      stopping.signal,
    );
    if (exchange.stream !== null && sessions?.admit(exchange.stream) === false) return;
    options.handle(exchange).catch((error: unknown) => {
      exchange.reset('stream');
      options.onError(error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      disconnectAll();
      await closed;
    },
  };
}

function trackConnections(server: Http2SecureServer): () => void {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
    session.once('close', () => sessions.delete(session));
  });
  return () => {
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
  };
}
