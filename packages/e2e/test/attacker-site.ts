import { once } from 'node:events';
import { createServer } from 'node:http';

export interface AttackerSite extends AsyncDisposable {
  /** Another port of the dashboard's own host: the same site, so that browsers send its cookies along. */
  readonly sameSiteUrl: string;
  /** Another host: browsers keep SameSite cookies to themselves. */
  readonly crossSiteUrl: string;
}

/** A page of somebody else's, as empty as it can be; tests run their attacks in it. */
export async function startAttackerSite(): Promise<AttackerSite> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Win a prize</title>');
  }).listen(0);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The attacker has no port');
  return {
    sameSiteUrl: `http://127.0.0.1:${address.port}/`,
    crossSiteUrl: `http://localhost:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
