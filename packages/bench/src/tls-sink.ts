import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';

/** What the sink tells the process that started it. */
export interface SinkAddress {
  readonly origin: string;
  readonly caPem: string;
}

/** Contenders take turns; their connections stay while it is another's. */
const KEEP_ALIVE_MS = 600_000;
const MESSAGE_ID = 'projects/bench/messages/0';
const ACCESS_TOKEN = JSON.stringify({ access_token: 'sink', token_type: 'Bearer', expires_in: 3600 });

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Run as a process of its own: reads whatever comes over TLS, HTTP/2 or HTTP/1.1, answers as the service would that has
 * such paths, and does nothing else.
 */
const tls = await makeThrowawayTls(Date.now());
const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem, allowHTTP1: true });
Object.assign(server, { keepAliveTimeout: KEEP_ALIVE_MS });
server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
  const { status, type, body } = answerTo(headers[':path']);
  stream.on('error', () => undefined);
  stream.resume();
  stream.once('end', () => {
    stream.respond(type === '' ? { ':status': status } : { ':status': status, 'content-type': type });
    stream.end(body);
  });
});
server.on('request', (request, response) => {
  // Requests over HTTP/2 have been answered as streams.
  if (request.httpVersionMajor === 2) return;
  const { status, type, body } = answerTo(request.url);
  request.resume();
  request.once('end', () =>
    response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body),
  );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const address: SinkAddress = { origin: `https://127.0.0.1:${port}`, caPem: tls.caPem };
  process.send?.(address);
});
process.once('disconnect', () => process.exit(0));

function answerTo(path: string | undefined): Answer {
  if (path?.endsWith('messages:send') === true)
    return { status: 200, type: 'application/json', body: JSON.stringify({ name: MESSAGE_ID }) };
  if (path?.startsWith('/3/device/') === true) return { status: 200, type: '', body: '' };
  if (path === '/token') return { status: 200, type: 'application/json', body: ACCESS_TOKEN };
  return { status: 201, type: '', body: '' };
}
