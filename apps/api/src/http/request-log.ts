import type { FastifyInstance } from 'fastify';

/** Asked for every few seconds by machines; worth a line only while debugging. */
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * One line a request. It names the route's pattern and never the address: a query may hold a push endpoint (WEB-6).
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const members = {
      method: request.method,
      route: route === '/trpc/:path' ? `/trpc/${(request.params as { path: string }).path}` : route,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime),
    };
    if (QUIET_ROUTES.has(route)) request.log.debug(members, 'request');
    else request.log.info(members, 'request');
  });
}
