import { z } from 'zod';
import { camelToSnake } from './casing.ts';

/** A JSON Schema (draft 2020-12), which is what OpenAPI 3.1 uses. */
export type JsonSchema = { [member: string]: unknown };

/**
 * A zod schema as REST sees it: members in snake_case except below `data`, dates as ISO 8601 text.
 *
 * @param io `input` what callers may send (defaults make a member optional), `output` what is answered.
 */
export function toRestSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      // A format says it better than the expression that checks it.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return inSnakeCase(described) as JsonSchema;
}

/** Renames what names members: the keys of `properties`, and the entries of `required`. */
function inSnakeCase(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inSnakeCase);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'properties') return [keyword, renameProperties(value as JsonSchema)];
      if (keyword === 'required') return [keyword, (value as string[]).map(camelToSnake)];
      // An unbounded integer is described by JavaScript's own bounds, which say nothing to a reader.
      if (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER) return [keyword, undefined];
      return [keyword, keyword === 'enum' || keyword === 'default' ? value : inSnakeCase(value)];
    }),
  );
}

function renameProperties(properties: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      camelToSnake(name),
      name === 'data' ? schema : inSnakeCase(schema),
    ]),
  );
}
