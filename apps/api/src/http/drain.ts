import type { FastifyInstance } from 'fastify';

/** Answers that come after this are to nobody who still waits; leaves time for the rest of the process to close. */
const DRAIN_LIMIT_MS = 10_000;

/**
 * Lets a server that closes end its connections (F-10): what is under way is answered and its connection then closed,
 * rather than kept for a next request that would never be served.
 */
export function closeConnectionsWhenDone(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    setTimeout(() => app.server.closeAllConnections(), DRAIN_LIMIT_MS).unref();
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (isClosing) reply.header('connection', 'close');
    return payload;
  });
}
