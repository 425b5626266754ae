/** The part of a JSON Schema that says what type a query parameter's text stands for. */
export interface QuerySchema {
  readonly properties?: Readonly<Record<string, QueryPropertySchema>>;
}
export interface QueryPropertySchema {
  readonly type?: string;
  readonly items?: QueryPropertySchema;
  readonly anyOf?: readonly QueryPropertySchema[];
}

/**
 * Query parameters as a procedure's input: `true` and `false` become booleans, numbers numbers, and a parameter that may
 * be given several times a list, where the input's schema says so. Text that does not fit stays text, for the
 * schema to refuse it by name.
 *
 * @param query by parameter, in camelCase; a list where a parameter is repeated.
 */
export function coerceQuery(
  query: Readonly<Record<string, unknown>>,
  schema: QuerySchema,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, coerceValue(value, schema.properties?.[name])]),
  );
}

function coerceValue(value: unknown, schema: QueryPropertySchema | undefined): unknown {
  if (schema === undefined) return value;
  if (schema.type === 'array') return [value].flat().map((item) => coerceValue(item, schema.items));
  if (typeof value !== 'string') return value;
  const types = [schema, ...(schema.anyOf ?? [])].map(({ type }) => type);
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  const isNumeric = /^-?\d+(?:\.\d+)?$/.test(value);
  if (isNumeric && (types.includes('integer') || types.includes('number'))) return Number(value);
  return value;
}
