import { ERROR_CATALOGUE, type ErrorCode } from '@carillon/contracts/errors';
import { TRPCClientError } from '@trpc/client';
import { z } from 'zod';

/** What went wrong with a call, ready to be shown. */
export interface Failure {
  readonly code: ErrorCode | 'network';
  /** A sentence for a person: what happened and what to do next. */
  readonly message: string;
  readonly isRetryable: boolean;
  /** Stands in the server's log too. */
  readonly requestId: string | null;
  /** By field, as the caller named it. */
  readonly fields: Readonly<Record<string, string>>;
}

const dataSchema = z.object({
  code: z.string().refine((code): code is ErrorCode => Object.hasOwn(ERROR_CATALOGUE, code)),
  requestId: z.string().nullable(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});

const NETWORK: Failure = {
  code: 'network',
  message: 'The server could not be reached. Check the connection and try again.',
  isRetryable: true,
  requestId: null,
  fields: {},
};

/** Reads a failed call. What did not come from the server (no connection, a proxy's page) counts as the network's. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return NETWORK;
  const data = dataSchema.safeParse(error.data);
  if (!data.success) return NETWORK;
  const { code, requestId, errors } = data.data;
  return {
    code,
    message: error.message,
    isRetryable: ERROR_CATALOGUE[code].retryable && code !== 'rate_limited',
    requestId,
    fields: Object.fromEntries(errors.map(({ path, message }) => [path, message])),
  };
}
