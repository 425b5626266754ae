import { type ClientHttp2Session, connect } from 'node:http2';
import { isIP, type LookupFunction } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** The server's header block may be this long before the answer counts as broken. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1024;

export interface Http2ConnectOptions {
  readonly origin: string;
  /** Time for name, TCP, TLS and the peer's settings together, milliseconds. */
  readonly timeoutMs: number;
  /** Null resolves as the system does. */
  readonly lookup: LookupFunction | null;
  /** The only certificate authority, PEM; null trusts the usual ones. */
  readonly caPem: string | null;
}

/** A session whose peer has said how many streams it takes. */
export interface OpenedHttp2 {
  readonly session: ClientHttp2Session;
  readonly socket: TLSSocket;
}

/** The server does not agree to HTTP/2 (ALPN, RFC 7301). */
class NoHttp2Error extends Error {
  override readonly name = 'NoHttp2Error';
  readonly code = 'ERR_NO_HTTP2';
}

class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
  readonly code = 'ETIMEDOUT';
}

class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  readonly code = 'ECONNRESET';
}

/**
 * Opens a session. It waits for the peer's SETTINGS, since what is sent before them can exceed the streams that the peer
 * takes, and is refused then (RFC 9113 section 5.1.2).
 *
 * @param done called once: with the session, or with an error that `failureReasonOf` understands
 * @returns gives up; `done` is then called no more
 */
export function openHttp2(
  options: Http2ConnectOptions,
  done: (error: Error | null, opened: OpenedHttp2 | null) => void,
): () => void {
  const socket = connectTls(tlsOptions(options));
  let decided = false;
  const decide = (error: Error | null, session: ClientHttp2Session | null) => {
    if (decided) return;
    decided = true;
    clearTimeout(timer);
    if (error !== null || session === null) {
      session?.destroy();
      socket.destroy();
      done(error, null);
    } else done(null, { session, socket });
  };
  const timer = setTimeout(() => decide(new ConnectTimeoutError(), null), options.timeoutMs);

  // Both stay on for good: an error that comes late must not end the process.
  socket.on('error', (error) => decide(error, null));
  socket.once('close', () => decide(new ConnectionLostError(), null));
  socket.once('secureConnect', () => {
    if (decided) return;
    if (socket.alpnProtocol !== 'h2') return decide(new NoHttp2Error(), null);
    const session = connect(options.origin, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: MAX_ANSWER_HEADER_BYTES },
    });
    session.on('error', (error) => decide(error, session));
    session.once('close', () => decide(new ConnectionLostError(), session));
    session.once('remoteSettings', () => decide(null, session));
  });
  return () => {
    decided = true;
    clearTimeout(timer);
    socket.destroy();
  };
}

function tlsOptions({ origin, lookup, caPem }: Http2ConnectOptions) {
  const { hostname, port } = new URL(origin);
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return {
    host,
    port: port === '' ? 443 : Number(port),
    // RFC 6066 section 3 allows names alone.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // HTTP/1.1 is offered so that a server without HTTP/2 says so instead of breaking the handshake off.
    ALPNProtocols: ['h2', 'http/1.1'],
    // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off.
    rejectUnauthorized: true,
    noDelay: true,
    ...(caPem === null ? {} : { ca: caPem }),
    ...(lookup === null ? {} : { lookup }),
  };
}
