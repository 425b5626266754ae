import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeThrowawayTls, type ThrowawayTls } from '@carillon/simulators/throwaway-tls';

export interface UntrustedServer extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly port: number;
  readonly caPem: string;
  /** Paths of the requests whose headers arrived. */
  readonly hits: readonly string[];
  /** Every TCP connection that was ever accepted, closed ones too. */
  readonly connections: readonly Socket[];
}

/**
 * A TLS server on loopback that answers whatever the test wants, however broken (T-3). Servers that one client is to
 * trust at once share their `tls`; without it the server gets its own.
 */
export async function startUntrustedServer(
  answer: RequestListener,
  sharedTls?: ThrowawayTls,
): Promise<UntrustedServer> {
  const tls = sharedTls ?? (await makeThrowawayTls(Date.now()));
  const hits: string[] = [];
  const connections: Socket[] = [];
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (request, response) => {
    hits.push(request.url ?? '');
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => connections.push(socket));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    port,
    caPem: tls.caPem,
    hits,
    connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
