import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import type { RestRoute } from '@carillon/trpc/meta';
import type { AnyTRPCRouter } from '@trpc/server';
import { type JsonSchema, toRestSchema } from './openapi-schema.ts';
import { PROBLEM_MEDIA_TYPE } from './problem.ts';
import { listProcedures, type ProcedureInfo } from './procedures.ts';
import { REST_PREFIX } from './rest.ts';

export interface OpenApiOptions {
  readonly router: AnyTRPCRouter;
  /** The API as its clients reach it, without a slash at the end. */
  readonly apiUrl: string;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  /** By address and lower-case method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: JsonSchema };
  readonly responses: Readonly<Record<string, JsonSchema>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: unknown;
  readonly description?: string;
}

/** The interface's version, not the software's: it changes when a client would have to. */
const API_VERSION = '1.0.0';

/** The REST side of a router as an OpenAPI 3.1 document, from the same schemas that check its requests. */
export function describeApi({ router, apiUrl }: OpenApiOptions): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  const tags = new Set<string>();
  for (const procedure of listProcedures(router)) {
    for (const [index, route] of procedure.routes.entries()) {
      const address = `${REST_PREFIX}${route.path}`;
      const operation = describeRoute(procedure, route, index);
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
    tags: [...tags].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: describeComponents(),
  };
}

function describeRoute(procedure: ProcedureInfo, route: RestRoute, index: number): Operation {
  const input = procedure.input === null ? null : toRestSchema(procedure.input, 'input');
  const pathNames = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const isInQuery = route.method === 'GET' || route.method === 'DELETE';
  const body = input === null ? null : withoutMembers(input, pathNames);
  const hasBody = body !== null && route.method !== 'GET' && !isEmptyObject(body);
  const isBodyOptional = isInQuery || requiredOf(body).length === 0;
  return {
    // Unique also where a procedure has several routes.
    operationId: `${procedure.path}${index === 0 ? '' : `.${index + 1}`}`,
    summary: route.summary,
    description: route.description,
    tags: route.tags,
    security: SECURITY[procedure.access],
    parameters: [
      ...pathNames.map((name) => parameter(input, name, 'path')),
      ...(isInQuery ? memberNames(body).map((name) => parameter(input, name, 'query')) : []),
      ...(memberNames(input).includes('idempotency_key') ? [IDEMPOTENCY_PARAMETER] : []),
    ],
    ...(hasBody && {
      requestBody: { required: !isBodyOptional, content: { 'application/json': { schema: body } } },
    }),
    responses: describeResponses(procedure, route),
  };
}

const SECURITY: Readonly<Record<ProcedureInfo['access'], Operation['security']>> = {
  none: [],
  optional: [{}, { bearer: [] }],
  user: [{ bearer: [] }],
  admin: [{ bearer: [] }],
  agent: [{ signature: [] }, { basic: [] }],
};

const IDEMPOTENCY_PARAMETER: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'The same key answers the same result and acts once. Wins over the member idempotency_key.',
};

function describeResponses(procedure: ProcedureInfo, route: RestRoute): Record<string, JsonSchema> {
  const content =
    procedure.output === null
      ? undefined
      : { 'application/json': { schema: toRestSchema(procedure.output, 'output') } };
  const successes = [route.status, ...(route.otherStatuses ?? [])].map((status) => [
    String(status),
    { description: SUCCESS_TEXTS[status], ...(status !== 204 && content !== undefined && { content }) },
  ]);
  const failures = [
    ...(procedure.input === null ? [] : ['validation_failed' as const]),
    ...(procedure.access === 'none' ? [] : ['unauthenticated' as const]),
    ...(procedure.access === 'admin' || isAboutOne(route) ? ['forbidden' as const] : []),
    ...(isAboutOne(route) ? ['not_found' as const] : []),
  ].map((code) => [String(ERROR_CATALOGUE[code].status), problemResponse(ERROR_CATALOGUE[code].title)]);
  return {
    ...Object.fromEntries(successes),
    ...Object.fromEntries(failures),
    default: problemResponse('Any other failure'),
  };
}

/** An object that is named in the address can be missing, or somebody else's. */
function isAboutOne(route: RestRoute): boolean {
  return route.path.includes('{');
}

const SUCCESS_TEXTS: Readonly<Record<RestRoute['status'], string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: it is stored and will be done',
  204: 'Done, there is nothing to say',
};

function problemResponse(description: string): JsonSchema {
  return {
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function describeComponents(): JsonSchema {
  return {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description:
          'An access token of `POST /api/v1/auth/login`, an API key, or a token of the OIDC issuer.',
      },
      basic: { type: 'http', scheme: 'basic', description: 'An agent: its device id and its secret.' },
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'Signature',
        description:
          'An agent: HTTP message signatures (RFC 9421) with hmac-sha256. docs/agents.md says how.',
      },
    },
    schemas: {
      Problem: {
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
            items: {
              type: 'object',
              required: ['path', 'message'],
              properties: { path: { type: 'string' }, message: { type: 'string' } },
            },
          },
        },
      },
    },
  };
}

function parameter(input: JsonSchema | null, name: string, place: 'path' | 'query'): Parameter {
  const schema = propertiesOf(input)[name] ?? {};
  return { name, in: place, required: place === 'path' || requiredOf(input).includes(name), schema };
}

function withoutMembers(schema: JsonSchema, names: readonly string[]): JsonSchema {
  if (names.length === 0 || schema.properties === undefined) return schema;
  const properties = Object.fromEntries(
    Object.entries(propertiesOf(schema)).filter(([name]) => !names.includes(name)),
  );
  const required = requiredOf(schema).filter((name) => !names.includes(name));
  const { required: _, ...others } = schema;
  return { ...others, properties, ...(required.length > 0 && { required }) };
}

function isEmptyObject(schema: JsonSchema): boolean {
  return schema.properties !== undefined && memberNames(schema).length === 0;
}

function memberNames(schema: JsonSchema | null): string[] {
  return Object.keys(propertiesOf(schema));
}

function propertiesOf(schema: JsonSchema | null): JsonSchema {
  return (schema?.properties ?? {}) as JsonSchema;
}

function requiredOf(schema: JsonSchema | null): readonly string[] {
  return (schema?.required ?? []) as readonly string[];
}
