import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';

/** What the sink tells the process that started it. */
export interface SinkAddress {
  readonly origin: string;
  readonly caPem: string;
}

/** Run as a process of its own: reads whatever comes over TLS, answers 201 and does nothing else. */
const tls = await makeThrowawayTls(Date.now());
const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (request, response) => {
  request.resume();
  request.once('end', () => response.writeHead(201).end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const address: SinkAddress = { origin: `https://127.0.0.1:${port}`, caPem: tls.caPem };
  process.send?.(address);
});
process.once('disconnect', () => process.exit(0));
