import { TRPCClientError } from '@trpc/client';
import type { ErrorCode } from './error-code.ts';

/** A failed call, read. */
export interface Failure {
  /** A code of the server's catalogue; `network` when no answer of the server arrived. */
  readonly code: ErrorCode | 'network';
  /** What happened and what to do next, as the server says it. */
  readonly message: string;
  /** 0 without an answer. */
  readonly status: number;
  /** Stands in the server's log too. */
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** The fields that were refused: `path` as the caller wrote it, `message` says what was expected. */
  readonly fields: readonly { readonly path: string; readonly message: string }[];
}

/** What a failed call carries in `error.data`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly requestId: string | null;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly retryAfterSeconds: number | null;
}

/** Reads what a call of the client threw. What did not come from the server (no connection, a proxy's page) is `network`. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const data: unknown = error instanceof TRPCClientError ? error.data : undefined;
  if (!isErrorData(data)) {
    return { code: 'network', message, status: 0, requestId: null, retryAfterSeconds: null, fields: [] };
  }
  const { code, httpStatus: status, requestId, errors: fields, retryAfterSeconds } = data;
  return { code, message, status, requestId, retryAfterSeconds, fields };
}

function isErrorData(data: unknown): data is ErrorData {
  if (typeof data !== 'object' || data === null) return false;
  const { code, httpStatus, errors } = data as Partial<Record<keyof ErrorData, unknown>>;
  return typeof code === 'string' && typeof httpStatus === 'number' && Array.isArray(errors);
}
