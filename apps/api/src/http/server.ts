import type { Socket } from 'node:net';
import { AppError } from '@carillon/contracts/errors';
import { LIMITS } from '@carillon/contracts/limits';
import type { Logger } from '@carillon/runtime/logger';
import type { MetricsExposition } from '@carillon/runtime/metrics-exposition';
import type { Services } from '@carillon/trpc/services';
import type { AnyTRPCRouter } from '@trpc/server';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { type BrowserPolicyOptions, setBrowserPolicy } from './browser-policy.ts';
import { contextOfRequests } from './context.ts';
import { registerDocs } from './docs.ts';
import { closeConnectionsWhenDone } from './drain.ts';
import { answerProblems, sendProblem } from './errors.ts';
import { type ReadinessChecks, registerHealth } from './health.ts';
import { acceptJsonOnly } from './json-body.ts';
import { registerMetrics } from './metrics.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import { logRequests } from './request-log.ts';
import { registerRest } from './rest.ts';
import { registerTrpc } from './trpc.ts';

export interface ServerOptions extends BrowserPolicyOptions {
  readonly router: AnyTRPCRouter;
  readonly services: Services;
  readonly log: Logger;
  readonly metrics: MetricsExposition;
  readonly readiness: ReadinessChecks;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** A request that is not complete within these is cut off; checked often enough that none outlives 30 s (T-11). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const CHECK_INTERVAL_MS = 2_000;
const KEEP_ALIVE_TIMEOUT_MS = 20_000;

/** A tRPC batch names all of its procedures in one part of the address; device ids may be 255 encoded characters. */
const MAX_PATH_PART_LENGTH = 4_096;

/** The API over HTTP, not yet listening. Nothing here knows what procedures do. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { router, apiUrl } = options;
  const app = createApp(options);
  acceptJsonOnly(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    // Answers are one person's, and some hold credentials; none is for a cache unless its route says so.
    reply.header('cache-control', 'no-store');
  });
  logRequests(app);
  closeConnectionsWhenDone(app);
  await setBrowserPolicy(app, options);
  answerProblems(app, apiUrl);
  registerHealth(app, options.readiness);
  registerMetrics(app, options.metrics);
  registerDocs(app, { router, apiUrl });
  const contextOf = contextOfRequests(options.services, options.log);
  registerRest(app, { router, contextOf, apiUrl });
  await registerTrpc(app, { router, contextOf });
  return app;
}

function createApp({ log, trustedProxies, apiUrl }: ServerOptions): FastifyInstance {
  return fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    bodyLimit: LIMITS.bodyBytes,
    routerOptions: { maxParamLength: MAX_PATH_PART_LENGTH },
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // While it closes, what still comes in over an open connection is served, and the connection ended.
    return503OnClosing: false,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_INTERVAL_MS },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    frameworkErrors: (_error, _request, reply) => {
      const detail = 'The address is not a valid URL path.';
      sendProblem(reply, new AppError('validation_failed', { detail }), apiUrl);
    },
    clientErrorHandler(error, socket) {
      answerBrokenRequest(error, socket, apiUrl);
    },
  }) as unknown as FastifyInstance;
}

/** What came was not HTTP, or not in time: there is no request to answer, only a connection to end. */
function answerBrokenRequest(
  error: Error & { readonly code?: string },
  socket: Socket,
  apiUrl: string,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = brokenRequest(error.code);
  const appError = new AppError('validation_failed', { detail });
  const requestId = requestIdOf({ headers: {} });
  const body = JSON.stringify({
    ...toProblem(appError, { requestId, apiUrl }),
    status: Number(status.slice(0, 3)),
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${REQUEST_ID_HEADER}: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function brokenRequest(code: string | undefined): readonly [status: string, detail: string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return ['408 Request Timeout', 'The request did not arrive in time.'];
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['431 Request Header Fields Too Large', 'The headers are too large.'];
  return ['400 Bad Request', 'This is not an HTTP request.'];
}
