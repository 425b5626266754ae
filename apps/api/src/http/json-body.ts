import { AppError } from '@carillon/contracts/errors';
import { refuseDeepJson } from '@carillon/trpc/json-depth';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Takes JSON bodies and nothing else (T-9), up to 20 levels deep (T-11). An empty body is an absent one: many clients
 * name the media type always. Everything else becomes 415, by Fastify, for want of a parser.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string | Buffer) => {
      const text = String(body);
      return text.trim() === '' ? undefined : parseJson(text);
    },
  );
}

/** @throws {AppError} `validation_failed` for what is not JSON or too deep; says nothing of the text itself */
export function parseJson(text: string): unknown {
  refuseDeepJson(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('validation_failed', { detail: 'The body is not valid JSON.', cause: error });
  }
}
