import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import type { FastifyInstance } from 'fastify';
import { renderDocs } from '../openapi/page/page.ts';
import { DOCS_STYLE } from '../openapi/page/style.ts';
import { noSuchAddress } from './errors.ts';
import { describeApi, type OpenApiOptions } from './openapi.ts';

/** An explanation of each code, written in the repository's docs/errors. */
const ERROR_PAGES = new URL('../../../../docs/errors/', import.meta.url);

/** `/openapi.json` for machines, `/docs` for people (no script, nothing from elsewhere), `/docs/errors/<code>`. */
export function registerDocs(app: FastifyInstance, options: OpenApiOptions): void {
  const document = describeApi(options);
  const page = renderDocs(document);
  const styleHash = createHash('sha256').update(DOCS_STYLE).digest('base64');

  app.get('/openapi.json', async (_request, reply) => {
    reply.header('cache-control', 'no-cache');
    return document;
  });

  app.get('/docs', async (_request, reply) => {
    return reply
      .header('cache-control', 'no-cache')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
      )
      .type('text/html; charset=utf-8')
      .send(page);
  });

  app.get('/docs/errors/:code', async (request, reply) => {
    const { code } = request.params as { readonly code: string };
    // Only a code of the catalogue ever becomes part of a file's name.
    if (!Object.hasOwn(ERROR_CATALOGUE, code)) throw noSuchAddress();
    const text = await readFile(new URL(`${code}.md`, ERROR_PAGES), 'utf8');
    return reply.header('cache-control', 'no-cache').type('text/markdown; charset=utf-8').send(text);
  });
}
