import type { RestRoute } from '@carillon/trpc/meta';
import type { ProcedureInfo } from '../http/procedures.ts';
import type { Content, Operation, Parameter, Response } from './document.ts';
import type { OperationExample } from './examples/example.ts';
import { exampleOf } from './examples.ts';
import type { JsonSchema } from './json-schema.ts';
import { problemResponses } from './problem-responses.ts';
import type { SchemaBook } from './schema-book.ts';
import { securityOf } from './security.ts';

export interface OperationParts {
  readonly procedure: ProcedureInfo;
  readonly route: RestRoute;
  /** Unique also where a procedure has several routes. */
  readonly operationId: string;
  readonly book: SchemaBook;
}

/** One route of a procedure. */
export function describeOperation(parts: OperationParts): Operation {
  const { procedure, route, operationId, book } = parts;
  const example = exampleOf(procedure.path);
  const input = procedure.input === null ? null : book.refer(procedure.input, 'input');
  const pathNames = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const body = input === null ? null : book.without(input, pathNames);
  const hasBody = body !== null && route.method !== 'GET' && !isEmptyObject(book.open(body));
  return {
    operationId,
    summary: route.summary,
    description: describe(route, procedure),
    tags: route.tags,
    security: securityOf(procedure),
    parameters: parametersOf({ input: book.open(input ?? {}), pathNames, route, example }),
    ...(hasBody && {
      requestBody: {
        required: !takesQuery(route) && isRequired(book.open(body)),
        content: contentOf(body, bodiesOf(example)),
      },
    }),
    responses: { ...successes(parts, example), ...problemResponses(procedure) },
  };
}

function describe({ description }: RestRoute, { scope }: ProcedureInfo): string {
  return scope === null ? description : `${description} API keys need the scope \`${scope}\`.`;
}

/** What such a request has no body for, it may say in the query, too. */
function takesQuery({ method }: RestRoute): boolean {
  return method === 'GET' || method === 'DELETE';
}

const IDEMPOTENCY_MEMBER = 'idempotency_key';
const IDEMPOTENCY_PARAMETER: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'The same key answers the same result and acts once. Wins over the member idempotency_key.',
};

function parametersOf({
  input,
  pathNames,
  route,
  example,
}: {
  readonly input: JsonSchema;
  readonly pathNames: readonly string[];
  readonly route: RestRoute;
  readonly example: OperationExample;
}): Parameter[] {
  const properties = propertiesOf(input);
  const describeOne = (name: string, place: 'path' | 'query'): Parameter => {
    const value = (place === 'path' ? example.path : example.query)?.[name];
    return {
      name,
      in: place,
      required: place === 'path' || requiredOf(input).includes(name),
      schema: (properties[name] ?? {}) as JsonSchema,
      ...(value !== undefined && { example: value }),
    };
  };
  const queryNames = Object.keys(properties).filter((name) => !pathNames.includes(name));
  return [
    ...pathNames.map((name) => describeOne(name, 'path')),
    ...(takesQuery(route) ? queryNames.map((name) => describeOne(name, 'query')) : []),
    ...(IDEMPOTENCY_MEMBER in properties ? [IDEMPOTENCY_PARAMETER] : []),
  ];
}

const SUCCESS_TEXTS: Readonly<Record<RestRoute['status'], string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: it is stored and will be done',
  204: 'Done, there is nothing to say',
};

function successes(
  { procedure, route, book }: OperationParts,
  example: OperationExample,
): Record<string, Response> {
  const statuses = [route.status, ...(route.otherStatuses ?? [])];
  const schema = procedure.output === null ? null : book.refer(procedure.output, 'output');
  const answers = statuses.map((status) => {
    const hasContent = status !== 204 && schema !== null;
    const content = hasContent
      ? { content: contentOf(schema, answersOf(example, status === route.status)) }
      : {};
    return [String(status), { description: SUCCESS_TEXTS[status], ...content }] as const;
  });
  return Object.fromEntries(answers);
}

type Named = Readonly<Record<string, { readonly value: unknown }>>;

function bodiesOf({ body, others }: OperationExample): Named {
  const named = Object.entries(others ?? {}).map(([title, other]) => [title, { value: other.body }]);
  return { ...(body !== undefined && { usual: { value: body } }), ...Object.fromEntries(named) };
}

/** The other bodies are answered with the usual status. */
function answersOf({ answer, others }: OperationExample, isUsual: boolean): Named {
  const named = Object.entries((isUsual && others) || {}).map(([title, other]) => [
    title,
    { value: other.answer },
  ]);
  return { ...(answer !== undefined && { usual: { value: answer } }), ...Object.fromEntries(named) };
}

function contentOf(schema: JsonSchema, examples: Named): Content {
  return { 'application/json': { schema, ...(Object.keys(examples).length > 0 && { examples }) } };
}

function isEmptyObject(schema: JsonSchema): boolean {
  return schema.properties !== undefined && Object.keys(propertiesOf(schema)).length === 0;
}

/** Alternatives are taken to need something, each of them. */
function isRequired(schema: JsonSchema): boolean {
  return schema.properties === undefined || requiredOf(schema).length > 0;
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  return (schema.properties ?? {}) as JsonSchema;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema.required ?? []) as readonly string[];
}
