import { AppError, ERROR_CATALOGUE, type ErrorCode } from '@carillon/contracts/errors';
import { LIMITS } from '@carillon/contracts/limits';
import { toAppError } from '@carillon/trpc/errors';
import { TRPCError } from '@trpc/server';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { PROBLEM_MEDIA_TYPE, problemHeaders, toProblem } from './problem.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** Fastify's own refusals, by its error codes. */
const FRAMEWORK_ERRORS: Readonly<Record<string, { readonly code: ErrorCode; readonly detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'payload_too_large',
    detail: `The body is larger than ${LIMITS.bodyBytes} bytes.`,
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    detail: 'Send the body as application/json, and say so in Content-Type.',
  },
  FST_ERR_CTP_EMPTY_TYPE: {
    code: 'unsupported_media_type',
    detail: 'Send the body as application/json, and say so in Content-Type.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'validation_failed',
    detail: 'The body is not as long as its Content-Length says.',
  },
  FST_ERR_BAD_URL: { code: 'validation_failed', detail: 'The address is not a valid URL path.' },
  FST_ERR_MAX_LIMIT: { code: 'validation_failed', detail: 'A part of the address is too long.' },
};

/** Turns everything that fails into a problem document: what routes throw, what Fastify refuses, what does not exist. */
export function answerProblems(app: FastifyInstance, apiUrl: string): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const appError = fromFramework(error) ?? toAppError(error);
    // What a procedure threw was logged where it was thrown.
    if (appError.code === 'internal' && !(error instanceof TRPCError)) {
      request.log.error({ err: appError.cause }, 'a request failed');
    }
    return sendProblem(reply, appError, apiUrl);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, noSuchAddress(), apiUrl));
  // Before a body is looked at: what is wrong with a body of a route that does not exist is of no interest.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw noSuchAddress();
  });
}

export function sendProblem(reply: FastifyReply, error: AppError, apiUrl: string): FastifyReply {
  const problem = toProblem(error, { requestId: reply.request.id, apiUrl });
  return reply
    .code(problem.status)
    .headers(problemHeaders(error))
    .header('cache-control', 'no-store')
    .header(REQUEST_ID_HEADER, problem.request_id)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(problem);
}

export function noSuchAddress(): AppError {
  return new AppError('not_found', { detail: 'There is nothing at this address.' });
}

function fromFramework(error: unknown): AppError | null {
  if (!isFastifyError(error)) return null;
  const known = FRAMEWORK_ERRORS[error.code];
  if (known !== undefined) return new AppError(known.code, { detail: known.detail, cause: error });
  if (error.statusCode === undefined || error.statusCode >= 500) return null;
  const codes = Object.entries(ERROR_CATALOGUE) as [ErrorCode, { status: number; title: string }][];
  const [code, { title }] = codes.find(([, { status }]) => status === error.statusCode) ?? [
    'validation_failed' as const,
    ERROR_CATALOGUE.validation_failed,
  ];
  return new AppError(code, { detail: `${title}.`, cause: error });
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
}
