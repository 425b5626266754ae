import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';

/** What the sink tells the process that started it. */
export interface SinkAddress {
  readonly origin: string;
  readonly caPem: string;
}

/** Contenders take turns; their connections stay while it is another's. */
const KEEP_ALIVE_MS = 600_000;

/** Run as a process of its own: reads whatever comes over TLS, HTTP/2 or HTTP/1.1, answers 201 and does nothing else. */
const tls = await makeThrowawayTls(Date.now());
const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem, allowHTTP1: true });
Object.assign(server, { keepAliveTimeout: KEEP_ALIVE_MS });
server.on('stream', (stream: ServerHttp2Stream) => {
  stream.resume();
  stream.once('end', () => stream.respond({ ':status': 201 }, { endStream: true }));
});
server.on('request', (request, response) => {
  // Requests over HTTP/2 have been answered as streams.
  if (request.httpVersionMajor === 2) return;
  request.resume();
  request.once('end', () => response.writeHead(201).end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const address: SinkAddress = { origin: `https://127.0.0.1:${port}`, caPem: tls.caPem };
  process.send?.(address);
});
process.once('disconnect', () => process.exit(0));
