import type { AnyTRPCRouter } from '@trpc/server';
import type { OpenApiDocument, Operation } from '../openapi/document.ts';
import { describeOperation } from '../openapi/operation.ts';
import { PROBLEM_SCHEMA, problemExamples } from '../openapi/problem-responses.ts';
import { createSchemaBook } from '../openapi/schema-book.ts';
import { SECURITY_SCHEMES } from '../openapi/security.ts';
import { TAGS } from '../openapi/tags.ts';
import { listProcedures } from './procedures.ts';
import { REST_PREFIX } from './rest.ts';

export interface OpenApiOptions {
  readonly router: AnyTRPCRouter;
  /** The API as its clients reach it, without a slash at the end. */
  readonly apiUrl: string;
}

/** The interface's version, not the software's: it changes when a client would have to. */
const API_VERSION = '1.0.0';

/** The REST side of a router as an OpenAPI 3.1 document, from the same schemas that check its requests. */
export function describeApi({ router, apiUrl }: OpenApiOptions): OpenApiDocument {
  const book = createSchemaBook();
  const paths: Record<string, Record<string, Operation>> = {};
  const tags = new Set<string>();
  for (const procedure of listProcedures(router)) {
    for (const [index, route] of procedure.routes.entries()) {
      const address = `${REST_PREFIX}${route.path}`;
      const operationId = `${procedure.path}${index === 0 ? '' : `.${index + 1}`}`;
      const operation = describeOperation({ procedure, route, operationId, book });
      paths[address] = { ...paths[address], [route.method.toLowerCase()]: operation };
      for (const tag of route.tags) tags.add(tag);
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Carillon',
      version: API_VERSION,
      description:
        'Device registry and push notifications. JSON in snake_case; requests may use camelCase too. Times are ISO 8601 ' +
        'UTC. Every failure is a problem document (RFC 9457) with a stable `code`.',
    },
    servers: [{ url: apiUrl }],
    tags: [...tags].sort().map((name) => ({ name, description: TAGS[name] ?? '' })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: { ...book.componentsOf(paths), Problem: PROBLEM_SCHEMA },
      examples: problemExamples(apiUrl),
    },
  };
}
