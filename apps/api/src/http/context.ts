import { LIMITS } from '@carillon/contracts/limits';
import type { Logger } from '@carillon/runtime/logger';
import { type Context, createContext, type Reply } from '@carillon/trpc/context';
import type { Services } from '@carillon/trpc/services';
import type { FastifyRequest } from 'fastify';

export type ContextOfRequest = (request: FastifyRequest, reply: Reply) => Context;

/** What procedures get to know of an HTTP request, the same for tRPC and REST. */
export function contextOfRequests(services: Services, log: Logger): ContextOfRequest {
  return (request, reply) =>
    createContext({
      services,
      requestId: request.id,
      client: {
        ipAddress: request.ip,
        userAgent: request.headers['user-agent']?.slice(0, LIMITS.userAgentLength) ?? null,
      },
      log,
      authenticate: () => services.auth.authenticate(request.headers),
      reply,
    });
}
