import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { EnvError } from '@carillon/runtime/env';
import { createClientAddress } from '@/server/client-address.ts';
import { getContainer } from '@/server/container.ts';
import type { WebEnv } from '@/server/env.ts';

/** Checks the settings and builds what the pages need, so that a bad setting ends the start and not a request. */
export async function startServer(): Promise<void> {
  try {
    const { env, queue, flusher } = getContainer();
    believeOnlyTrustedProxies(env);
    // Next.js ends the process by itself once its requests are answered; counts are all that must not be lost.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void flusher.close());
    await queue.start();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Next.js hands on whatever X-Forwarded-For a client sent, and keeps the socket's address to itself. Here, before Next.js
 * sees a request, the header is replaced by the one address that limits and the list of sessions may go by.
 */
function believeOnlyTrustedProxies({ TRUSTED_PROXIES }: WebEnv): void {
  const clientAddress = createClientAddress(TRUSTED_PROXIES);
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const forwarded = request.headers['x-forwarded-for'];
    request.headers['x-forwarded-for'] = clientAddress(
      request.socket.remoteAddress ?? '',
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    );
  });
}
