import {
  createSecureServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';

export interface Http2Call {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly session: ServerHttp2Session;
}

export interface Http2Server extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly caPem: string;
  /** Paths of the requests whose headers arrived, in order. */
  readonly hits: readonly string[];
  /** Every session that was ever opened, ended ones too. */
  readonly sessions: readonly ServerHttp2Session[];
  /** Every TCP connection that was ever accepted, closed ones too. */
  readonly connections: readonly Socket[];
}

/** A TLS server on loopback that speaks HTTP/2 and answers whatever the test wants. */
export async function startHttp2Server(
  answer: (call: Http2Call) => void,
  options: SecureServerOptions = {},
  onSession: (session: ServerHttp2Session) => void = () => undefined,
): Promise<Http2Server> {
  const tls = await makeThrowawayTls(Date.now());
  const hits: string[] = [];
  const sessions: ServerHttp2Session[] = [];
  const connections: Socket[] = [];
  const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem, ...options });
  server.on('connection', (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.on('sessionError', () => undefined);
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => undefined);
    onSession(session);
  });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const session = sessions.find((one) => one === stream.session);
    if (session === undefined) return;
    const path = headers[':path'] ?? '';
    hits.push(path);
    stream.on('error', () => undefined);
    stream.resume();
    answer({ stream, headers, path, session });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caPem: tls.caPem,
    hits,
    sessions,
    connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.destroy();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

/** Answers with a status and no body. */
export function accept({ stream }: Http2Call): void {
  stream.respond({ ':status': 201 }, { endStream: true });
}

/** Calls whose answers wait until the test gives them. */
export function holdCalls() {
  const held: Http2Call[] = [];
  const waiting: (() => void)[] = [];
  return {
    held,
    hold(call: Http2Call) {
      held.push(call);
      for (const wake of waiting.splice(0)) wake();
    },
    async holds(count: number) {
      while (held.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
