import { AppError } from '@carillon/contracts/errors';
import type { RestRoute } from '@carillon/trpc/meta';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { toCamelCase } from './casing.ts';
import type { ProcedureInfo } from './procedures.ts';
import { coerceQuery, type QuerySchema } from './query-input.ts';

export interface RestInput {
  /** What the procedure gets. */
  readonly input: unknown;
  /** The same as the caller wrote it, for the paths of refused fields. */
  readonly written: Readonly<Record<string, unknown>>;
}

export type ReadInput = (request: FastifyRequest) => RestInput;

const IDEMPOTENCY_HEADER = 'idempotency-key';
const IDEMPOTENCY_MEMBER = 'idempotencyKey';

/**
 * How a route's requests become a procedure's input: the query (GET, DELETE), the body (all but GET) and the path's
 * parameters in one object, the path winning. The header Idempotency-Key wins over the member, where the procedure has one.
 */
export function inputReader(procedure: ProcedureInfo, route: RestRoute): ReadInput {
  const { input: schema } = procedure;
  if (schema === null) return () => ({ input: undefined, written: {} });
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as QuerySchema;
  const takesQuery = route.method === 'GET' || route.method === 'DELETE';
  const takesIdempotencyKey = shape.properties?.[IDEMPOTENCY_MEMBER] !== undefined;

  return (request) => {
    const query = takesQuery ? asObject(request.query) : {};
    const body = asObject(request.body);
    const params = asObject(request.params);
    const key = request.headers[IDEMPOTENCY_HEADER];
    return {
      input: {
        ...coerceQuery(renamed(query), shape),
        ...renamed(body),
        ...renamed(params),
        ...(takesIdempotencyKey && key !== undefined && { [IDEMPOTENCY_MEMBER]: key }),
      },
      written: { ...query, ...body, ...params },
    };
  };
}

function renamed(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return toCamelCase(members) as Record<string, unknown>;
}

/** @throws {AppError} `validation_failed` for a body that is JSON but no object */
function asObject(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError('validation_failed', { detail: 'Expected the body to be a JSON object.' });
}
