import { AppError } from '@carillon/contracts/errors';
import { toAppError } from '@carillon/trpc/errors';
import type { RestRoute, RestStatus } from '@carillon/trpc/meta';
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import type { FastifyInstance, FastifyReply, HTTPMethods } from 'fastify';
import { pathAsWritten, toSnakeCase } from './casing.ts';
import type { ContextOfRequest } from './context.ts';
import { sendProblem } from './errors.ts';
import { listProcedures, type ProcedureInfo } from './procedures.ts';
import { inputReader } from './rest-input.ts';

export const REST_PREFIX = '/api/v1';

export interface RestOptions {
  readonly router: AnyTRPCRouter;
  readonly contextOf: ContextOfRequest;
  readonly apiUrl: string;
}

/**
 * Offers each procedure that has REST metadata at its address (API-1): snake_case or camelCase in, snake_case out, with
 * its own status. Other methods of an address are answered 405 with what it allows.
 */
export function registerRest(app: FastifyInstance, options: RestOptions): void {
  const methods = new Map<string, { readonly url: string; readonly allowed: HTTPMethods[] }>();
  for (const procedure of listProcedures(options.router)) {
    for (const route of procedure.routes) {
      const url = toFastifyUrl(route.path);
      registerRoute(app, { ...options, procedure, route, url });
      // Two routes of one address may name its parameters differently.
      const address = url.replaceAll(/:\w+/g, ':');
      const known = methods.get(address) ?? { url, allowed: [] };
      methods.set(address, { url, allowed: [...known.allowed, route.method] });
    }
  }
  for (const { url, allowed } of methods.values()) refuseOtherMethods(app, url, allowed);
}

interface RouteParts extends RestOptions {
  readonly procedure: ProcedureInfo;
  readonly route: RestRoute;
  readonly url: string;
}

function registerRoute(app: FastifyInstance, parts: RouteParts): void {
  const { router, contextOf, apiUrl, procedure, route, url } = parts;
  const readInput = inputReader(procedure, route);

  app.route({
    method: route.method,
    url,
    // A HEAD would lease an agent's messages and then drop them.
    exposeHeadRoute: route.method === 'GET' && procedure.access !== 'agent',
    handler: async (request, reply) => {
      const { input, written } = readInput(request);
      let status: RestStatus = route.status;
      const ctx = contextOf(request, {
        setStatus: (chosen) => {
          status = chosen;
        },
      });
      try {
        const output = await callTRPCProcedure({
          router,
          path: procedure.path,
          type: procedure.type,
          ctx,
          getRawInput: async () => input,
          signal: goneSignal(reply),
          batchIndex: 0,
        });
        return answer(reply, status, output);
      } catch (error) {
        return sendProblem(reply, inWrittenPaths(toAppError(error), written), apiUrl);
      }
    },
  });
}

/** Aborts when nobody waits for the answer any more. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

function answer(reply: FastifyReply, status: RestStatus, output: unknown): FastifyReply {
  reply.code(status);
  return status === 204 ? reply.send() : reply.send(toSnakeCase(output));
}

/** The same error, its fields named as the caller wrote them; what is given nowhere is named in snake_case. */
function inWrittenPaths(error: AppError, written: Readonly<Record<string, unknown>>): AppError {
  if (error.errors.length === 0) return error;
  const errors = error.errors.map(({ path, message }) => ({ path: pathAsWritten(path, written), message }));
  const detail = errors.reduce(
    (text, { path }, index) => text.replaceAll(error.errors[index]?.path || path, path),
    error.message,
  );
  const { retryAfterSeconds, cause } = error;
  return new AppError(error.code, {
    detail,
    errors,
    cause,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** `/devices/{id}` of the documentation is `/devices/:id` to Fastify. */
function toFastifyUrl(path: string): string {
  return `${REST_PREFIX}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const refused = METHODS.filter((method) => !allowed.includes(method));
  if (refused.length === 0) return;
  const refuse = async (reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed.join(', '));
    throw new AppError('method_not_allowed', { detail: `This address takes ${allowed.join(', ')}.` });
  };
  app.route({
    method: refused,
    url,
    exposeHeadRoute: false,
    // Before the body is read: what is wrong with it does not matter here.
    onRequest: (_request, reply) => refuse(reply),
    handler: (_request, reply) => refuse(reply),
  });
}
