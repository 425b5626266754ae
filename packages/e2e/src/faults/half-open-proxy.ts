import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server, on which connections can go silent without being closed, as when a firewall forgets them. */
export interface HalfOpenProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing goes over the connections that are open now, and neither side is told. New ones work. */
  silence(): number;
  /** Connections that are open and not silent. */
  readonly working: number;
}

interface Way {
  readonly ends: readonly [client: Socket, server: Socket];
  isSilent: boolean;
}

/** @see HalfOpenProxy */
export async function startHalfOpenProxy(targetPort: number): Promise<HalfOpenProxy> {
  const ways = new Set<Way>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const way: Way = {
      ends: [client, connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })],
      isSilent: false,
    };
    ways.add(way);
    forward(way, () => ways.delete(way));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => {
      const working = [...ways].filter(({ isSilent }) => !isSilent);
      for (const way of working) {
        way.isSilent = true;
        for (const end of way.ends) end.pause();
      }
      return working.length;
    },
    get working() {
      return [...ways].filter(({ isSilent }) => !isSilent).length;
    },
    [Symbol.asyncDispose]: async () => {
      for (const { ends } of ways) for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Each side's bytes, its end and its abrupt close reach the other one, unless the way is silent. */
function forward(way: Way, ended: () => void): void {
  const [client, server] = way.ends;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('data', (chunk) => void (way.isSilent || to.write(chunk)));
    from.on('end', () => void (way.isSilent || to.end()));
    from.on('error', () => void (way.isSilent || to.destroy()));
    from.on('close', () => {
      if (way.isSilent) return;
      to.destroy();
      ended();
    });
  }
}
