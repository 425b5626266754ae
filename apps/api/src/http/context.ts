import type { LocalAddress } from '@carillon/auth/agents/authority';
import { LIMITS } from '@carillon/contracts/limits';
import type { Logger } from '@carillon/runtime/logger';
import { type Context, createContext, type Reply } from '@carillon/trpc/context';
import type { Services } from '@carillon/trpc/services';
import type { FastifyRequest } from 'fastify';
import { bodyBytesOf } from './json-body.ts';

export type ContextOfRequest = (request: FastifyRequest, reply: Reply) => Context;

/** What procedures get to know of an HTTP request, the same for tRPC and REST. */
export function contextOfRequests(services: Services, log: Logger): ContextOfRequest {
  return (request, reply) => {
    const client = {
      ipAddress: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, LIMITS.userAgentLength) ?? null,
    };
    return createContext({
      services,
      requestId: request.id,
      client,
      log,
      authenticate: () =>
        services.auth.authenticate({
          headers: request.headers,
          method: request.method,
          target: request.raw.url ?? request.url,
          body: bodyBytesOf(request),
          client,
          arrival: { host: request.host || null, local: localAddressOf(request) },
        }),
      reply,
    });
  };
}

function localAddressOf({ socket }: FastifyRequest): LocalAddress | null {
  const { localAddress: address, localPort: port } = socket;
  return address === undefined || port === undefined ? null : { address, port };
}
