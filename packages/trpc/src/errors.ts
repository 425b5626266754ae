import { AppError, ERROR_CATALOGUE, type ErrorCode, type FieldError } from '@carillon/contracts/errors';
import { TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { z } from 'zod';
import { isConnectionError } from './connection-errors.ts';

/** What a failed tRPC call carries in `error.data`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  /** Quote it in reports; the server's log has it too. Null when a call failed before it had a context. */
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  /** Seconds until trying again makes sense, or null. */
  readonly retryAfterSeconds: number | null;
}

/** A database that restarts is back within seconds (F-3). */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** tRPC's own refusals, before any procedure ran. */
const PROTOCOL_CODES: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'validation_failed',
  BAD_REQUEST: 'validation_failed',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
};

/** JSON-RPC's number for a status, as tRPC assigns them; its clients show it beside the message. */
const RPC_KEYS: Readonly<Record<number, keyof typeof TRPC_ERROR_CODES_BY_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** The JSON-RPC error number for an HTTP status of the catalogue. */
export function rpcCode(
  status: number,
): (typeof TRPC_ERROR_CODES_BY_KEY)[keyof typeof TRPC_ERROR_CODES_BY_KEY] {
  return TRPC_ERROR_CODES_BY_KEY[RPC_KEYS[status] ?? 'INTERNAL_SERVER_ERROR'];
}

/**
 * The one place where whatever was thrown becomes a member of the catalogue, for tRPC and REST alike. What nobody threw
 * on purpose becomes `internal` without a word about it; the original stays as `cause`, for the log.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return withRetryAfter(error);
  if (error instanceof TRPCError) return fromTrpcError(error);
  if (isConnectionError(error)) {
    return new AppError('unavailable', {
      detail: 'The database is not reachable at the moment. Try again shortly.',
      retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS,
      cause: error,
    });
  }
  return new AppError('internal', {
    detail: 'The server failed to answer. Try again; if it keeps failing, report it with the request id.',
    cause: error,
  });
}

/** `unavailable` always says when to come back (F-3), also where whoever threw it did not know. */
function withRetryAfter(error: AppError): AppError {
  if (error.code !== 'unavailable' || error.retryAfterSeconds !== undefined) return error;
  const { code, message: detail, errors, cause } = error;
  return new AppError(code, { detail, errors, cause, retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS });
}

function fromTrpcError(error: TRPCError): AppError {
  const { cause } = error;
  if (cause instanceof AppError) return withRetryAfter(cause);
  if (error.code === 'BAD_REQUEST' && cause instanceof z.ZodError) return fromIssues(cause.issues, cause);
  if (error.code === 'BAD_REQUEST' && cause instanceof SyntaxError) {
    return new AppError('validation_failed', { detail: 'The input is not valid JSON.', cause });
  }
  const code = PROTOCOL_CODES[error.code];
  if (code === undefined) return toAppError(cause ?? new Error(error.message));
  // tRPC's own messages name procedures and methods only; with a cause the message is somebody else's.
  const detail = cause === undefined ? error.message : ERROR_CATALOGUE[code].title;
  return new AppError(code, { detail: `${detail}.`, cause });
}

/** A `validation_failed` from what a schema found, one field error an issue; says what was expected, never what was given. */
export function fromIssues(issues: readonly z.core.$ZodIssue[], cause: unknown): AppError {
  const errors = issues.flatMap((issue) => toFieldErrors(issue, []));
  const fields = [...new Set(errors.map(({ path }) => path).filter((path) => path !== ''))];
  const detail =
    fields.length === 0 ? (errors[0]?.message ?? 'The input is not valid.') : `Check ${fields.join(', ')}.`;
  return new AppError('validation_failed', { detail, errors, cause });
}

function toFieldErrors(issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): FieldError[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that fits best is most likely the one that was meant; none that a given member rules out.
    const possible = issue.errors.filter((inner) => !inner.some(isRuledOut));
    const candidates = possible.length > 0 ? possible : issue.errors;
    const closest = candidates.reduce((best, next) => (next.length < best.length ? next : best));
    return closest.flatMap((inner) => toFieldErrors(inner, path));
  }
  return [{ path: path.map(String).join('.'), message: issue.message }];
}

function isRuledOut(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'never';
}
