import { AppError } from '@carillon/contracts/errors';
import { LIMITS } from '@carillon/contracts/limits';
import { toAppError } from '@carillon/trpc/errors';
import { refuseDeepJson } from '@carillon/trpc/json-depth';
import type { AnyTRPCRouter } from '@trpc/server';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ContextOfRequest } from './context.ts';
import { problemHeaders } from './problem.ts';

export const TRPC_PREFIX = '/trpc';

export interface TrpcOptions {
  readonly router: AnyTRPCRouter;
  readonly contextOf: ContextOfRequest;
}

/** The router as tRPC clients call it, by tRPC's own adapter, with our limits around it (API-3, T-9). */
export async function registerTrpc(app: FastifyInstance, { router, contextOf }: TrpcOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => refuseOtherMedia(request));
    scope.addHook('preHandler', async (request) => refuseDeepInput(request));
    await scope.register(fastifyTRPCPlugin<AnyTRPCRouter>, {
      prefix: TRPC_PREFIX,
      trpcOptions: {
        router,
        createContext: ({ req }) => contextOf(req, { setStatus: () => {} }),
        // Each call of a batch runs, and is charged to its limits, by itself (T-11).
        maxBatchSize: LIMITS.batchCalls,
        responseMeta: ({ errors }) => ({ headers: headersOf(errors.map(toAppError)) }),
      },
    } satisfies FastifyTRPCPluginOptions<AnyTRPCRouter>);
  });
}

/** tRPC's adapter takes forms too; a form is what a foreign page can send without asking (T-9). */
function refuseOtherMedia(request: FastifyRequest): void {
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json') {
    throw new AppError('unsupported_media_type', { detail: 'Send the body as application/json.' });
  }
}

/** The adapter leaves JSON as text until it is inside tRPC: in the body, or in the query of a GET. */
function refuseDeepInput(request: FastifyRequest): void {
  const { input } = request.query as { readonly input?: unknown };
  for (const text of [request.body, input]) if (typeof text === 'string') refuseDeepJson(text);
}

/** For a batch, the longest wait that any of its calls asks for. */
function headersOf(errors: readonly AppError[]): Headers {
  const first = errors.toSorted((a, b) => (b.retryAfterSeconds ?? 0) - (a.retryAfterSeconds ?? 0))[0];
  return new Headers(first === undefined ? {} : problemHeaders(first));
}
