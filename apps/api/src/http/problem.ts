import { type AppError, ERROR_CATALOGUE, type ErrorCode, type FieldError } from '@carillon/contracts/errors';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem document (RFC 9457), with the members that every one of ours has. */
export interface Problem {
  /** Where the code is explained. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
}

export interface ProblemContext {
  readonly requestId: string;
  /** The API as its clients reach it, without a slash at the end. */
  readonly apiUrl: string;
}

export function toProblem(error: AppError, { requestId, apiUrl }: ProblemContext): Problem {
  return {
    type: `${apiUrl}/docs/errors/${error.code}`,
    title: ERROR_CATALOGUE[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
}

/** Headers that go with an error: when to come back (RFC 9110, 10.2.3), how to authenticate (RFC 9110, 11.6.1). */
export function problemHeaders(error: AppError): Record<string, string> {
  return {
    ...(error.retryAfterSeconds !== undefined && {
      'retry-after': String(Math.ceil(error.retryAfterSeconds)),
    }),
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
  };
}
