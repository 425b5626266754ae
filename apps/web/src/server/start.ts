import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { EnvError } from '@carillon/runtime/env';
import { createClientAddress } from '@/server/client-address.ts';
import { getContainer } from '@/server/container.ts';
import type { WebEnv } from '@/server/env.ts';

/** Checks the settings and builds what the pages need, so that a bad setting ends the start and not a request. */
export function startServer(): void {
  try {
    const { env } = getContainer();
    believeOnlyTrustedProxies(env);
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
