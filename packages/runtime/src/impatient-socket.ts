import { Socket } from 'node:net';

/** The other side of a connection has been silent for too long. Has the code of the operating system's own time-out. */
class SilentConnectionError extends Error {
  override readonly name = 'SilentConnectionError';
  readonly code = 'ETIMEDOUT';
}

/**
 * Makes sockets that end by themselves when nothing came and nothing went for `limitMs` (F-4). A peer whose machine or way
 * is gone never says so; the kernel's keep-alive takes eleven minutes with Linux's defaults to find out, and a time-out of
 * one query leaves a connection behind on which the next one hangs. For protocols in which silence of that length cannot
 * be: every statement has a shorter limit at the server, and connections that are not in use are closed sooner.
 */
export function impatientSockets(limitMs: number): () => Socket {
  return () => {
    const socket = new Socket();
    socket.setTimeout(limitMs, () => {
      socket.destroy(new SilentConnectionError(`The connection was silent for ${limitMs / 1000} s`));
    });
    return socket;
  };
}
