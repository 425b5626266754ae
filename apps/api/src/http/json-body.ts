import { AppError } from '@carillon/contracts/errors';
import { refuseDeepJson } from '@carillon/trpc/json-depth';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The bytes that came, which a signature covers: what JSON means is not what was signed (RFC 9530). */
const bodies = new WeakMap<FastifyRequest, Buffer>();

/**
 * Takes JSON bodies and nothing else (T-9), up to 20 levels deep (T-11). An empty body is an absent one: many clients
 * name the media type always. Everything else becomes 415, by Fastify, for want of a parser.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: string | Buffer) => {
      bodies.set(request, Buffer.from(body));
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

/** The body's bytes as they came; empty without one. tRPC's own parser leaves the text, whose bytes are the same. */
export function bodyBytesOf(request: FastifyRequest): Buffer {
  return bodies.get(request) ?? Buffer.from(typeof request.body === 'string' ? request.body : '');
}
