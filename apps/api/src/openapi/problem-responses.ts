import { ERROR_CATALOGUE, type ErrorCode } from '@carillon/contracts/errors';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import type { ProcedureInfo } from '../http/procedures.ts';
import type { Response } from './document.ts';
import type { JsonSchema } from './json-schema.ts';
import { OPERATION_ERRORS } from './operation-errors.ts';
import { COMPONENTS } from './schema-book.ts';

/** What every failure is answered with (RFC 9457). */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). `type` is the address of an explanation.',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(ERROR_CATALOGUE) },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      description: 'The fields that were refused, as the request wrote them.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** What any request may be answered with, whatever it asks for: not repeated for each operation. */
const ANYWHERE: readonly ErrorCode[] = [
  'payload_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'internal',
  'unavailable',
];

/**
 * What looking at credentials can come to: none or bad ones; somebody, or a key, that may not do this; somebody whom the OpenID
 * Connect issuer knows and this server takes no account for; too many that were wrong.
 */
const WITH_CREDENTIALS: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'insufficient_scope',
  'registration_closed',
  'rate_limited',
];

/** An operation's failures by status, each with the codes that it can have, and one for all others. */
export function problemResponses(procedure: ProcedureInfo): Record<string, Response> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(procedure)) {
    const { status } = ERROR_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].sort(([a], [b]) => a - b);
  return {
    ...Object.fromEntries(responses.map(([status, codes]) => [String(status), problem(codes)])),
    default: {
      description: `Any other failure: ${ANYWHERE.map((code) => `\`${code}\``).join(', ')}`,
      content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: `${COMPONENTS}Problem` } } },
    },
  };
}

/** What is refused by how a procedure is declared, and what its use case refuses. Each once. */
export function errorsOf({ path, input, access }: ProcedureInfo): readonly ErrorCode[] {
  return [
    ...new Set<ErrorCode>([
      ...(input === null ? [] : ['validation_failed' as const]),
      ...(access === 'none' ? [] : WITH_CREDENTIALS),
      ...(OPERATION_ERRORS[path] ?? []),
    ]),
  ];
}

function problem(codes: readonly ErrorCode[]): Response {
  const texts = codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].title}`);
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }] as const);
  return {
    description: texts.join('. '),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: { $ref: `${COMPONENTS}Problem`, properties: { code: { enum: codes } } },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

const REQUEST_ID = '01a1f3c5-7b0e-7c59-9d4e-3f8a52c6b1d7';

/** What each code of the catalogue looks like in an answer. */
export function problemExamples(apiUrl: string): Record<string, { readonly value: JsonSchema }> {
  const codes = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
  return Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, apiUrl) }]));
}

function exampleOf(code: ErrorCode, apiUrl: string): JsonSchema {
  const { title, status } = ERROR_CATALOGUE[code];
  return {
    type: `${apiUrl}/docs/errors/${code}`,
    title,
    status,
    detail: `${title}.`,
    code,
    request_id: REQUEST_ID,
    ...(code === 'validation_failed' && {
      errors: [{ path: 'limit', message: 'Too big: expected number to be <=100' }],
    }),
  };
}
