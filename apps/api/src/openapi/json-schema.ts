import { z } from 'zod';
import { camelToSnake } from '../http/casing.ts';
import type { SchemaNames } from './schema-names.ts';

/** A JSON Schema (draft 2020-12), which is what OpenAPI 3.1 uses. */
export type JsonSchema = { [member: string]: unknown };

/** `input`: what callers may send (defaults make a member optional), `output`: what is answered. */
export type Direction = 'input' | 'output';

/** A schema and the named ones that it refers to, by `#/$defs/Name`. */
export interface Described {
  readonly schema: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/**
 * A zod schema as REST sees it: members in snake_case except below `data`, dates as ISO 8601 text. Answers may get more members
 * in time, hence nothing says that there are no others.
 */
export function describeSchema(schema: z.ZodType, direction: Direction, names: SchemaNames): Described {
  // Inside of another schema, since the outermost one never becomes a definition.
  const root = z.object({ root: schema });
  const { properties, $defs } = z.toJSONSchema(root, {
    io: direction,
    metadata: names,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => refine(zodSchema, jsonSchema as JsonSchema),
  });
  return {
    schema: inSnakeCase(properties?.root) as JsonSchema,
    definitions: Object.fromEntries(
      Object.entries($defs ?? {}).map(([name, definition]) => [name, inSnakeCase(definition) as JsonSchema]),
    ),
  };
}

/** What JSON Schema can say better than zod writes it. */
function refine(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  // What contracts say of a schema beside its checks, such as the length that a check of their own has.
  Object.assign(jsonSchema, z.globalRegistry.get(zodSchema));
  if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
  // A format says it better than the expression that checks it.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // A record whose keys are listed is an object with these members.
  if (zodSchema instanceof z.ZodRecord && zodSchema.keyType instanceof z.ZodEnum) {
    const { additionalProperties } = jsonSchema;
    const keys = Object.values(zodSchema.keyType.enum);
    jsonSchema.properties = Object.fromEntries(keys.map((key) => [key, additionalProperties]));
    delete jsonSchema.propertyNames;
    delete jsonSchema.additionalProperties;
  }
}

/** Keywords whose value is data and no schema. */
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

/** Renames what names members: the keys of `properties`, and the entries of `required`. */
function inSnakeCase(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inSnakeCase);
  if (typeof schema !== 'object' || schema === null) return schema;
  const keywords = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    // The registry's name of it, which stands in its place already.
    if (keyword === 'id' || keyword === '$schema') return [];
    // An unbounded integer is described by JavaScript's own bounds, which say nothing to a reader.
    if (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER) return [];
    if (keyword === 'properties') return [[keyword, renameProperties(value as JsonSchema)]];
    if (keyword === 'required') return [[keyword, (value as string[]).map(camelToSnake)]];
    return [[keyword, DATA.has(keyword) ? value : inSnakeCase(value)]];
  });
  return Object.fromEntries(keywords);
}

function renameProperties(properties: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      camelToSnake(name),
      name === 'data' ? schema : inSnakeCase(schema),
    ]),
  );
}
