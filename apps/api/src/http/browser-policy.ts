import { AppError } from '@carillon/contracts/errors';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from './request-id.ts';

export interface BrowserPolicyOptions {
  readonly apiUrl: string;
  /** The one origin whose pages may call. */
  readonly webUrl: string;
}

const PREFLIGHT_MAX_AGE_SECONDS = 600;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What browsers may do with the API. It takes no cookies, so a foreign page has nothing to ride on (T-9); beyond that
 * only the dashboard's origin is let in by CORS, and a change that a browser sends from any other page is refused.
 */
export async function setBrowserPolicy(app: FastifyInstance, options: BrowserPolicyOptions): Promise<void> {
  const { apiUrl, webUrl } = options;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] },
    },
    // Answers are read by the dashboard, which is another origin; CORS decides which.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: apiUrl.startsWith('https:'),
  });
  await app.register(cors, {
    origin: [webUrl],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', REQUEST_ID_HEADER],
    exposedHeaders: [REQUEST_ID_HEADER, 'retry-after'],
    credentials: false,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  });
  app.addHook('onRequest', async (request) => refuseForeignPages(request, [apiUrl, webUrl]));
}

/** Apps and servers send neither header; browsers send both, and pages cannot forge them (Fetch Metadata, section 2). */
function refuseForeignPages(request: FastifyRequest, origins: readonly string[]): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isForeign = origin === undefined ? site === 'cross-site' : !origins.includes(origin);
  if (isForeign)
    throw new AppError('forbidden', { detail: 'Pages of this origin may not call this server.' });
}
