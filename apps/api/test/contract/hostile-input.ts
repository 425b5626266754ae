import fc from 'fast-check';
import type { JsonSchema } from '../../src/openapi/json-schema.ts';

/** Values that have broken somebody's server before, of every JSON type. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\ufeff',
  'ﷺ'.repeat(2_000),
  "'; DROP TABLE devices; --",
  '{{constructor.constructor}}',
  '<script>alert(1)</script>',
  '2026-02-30T25:61:00Z',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '1e9999',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  [],
  {},
  [[[[[[]]]]]],
  JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {}}}'),
  { length: -1 },
  { toString: null, valueOf: null },
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What is not well-formed has no place in a URL, and dots would lead elsewhere. Long texts are another test's. */
export const isUrlText = (text: string): boolean =>
  text.isWellFormed() && text.length < 1_000 && !/^\.{0,2}$/.test(text);

/** Text for an address. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...HOSTILE.filter((value) => typeof value === 'string')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    fc.uuid(),
  )
  .filter(isUrlText);

type Resolve = (schema: JsonSchema) => JsonSchema;

/** What the schema asks for, or something like it, or nothing like it. */
export function like(schema: JsonSchema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  if (depth > 4) return hostile;
  return fc.oneof(
    { weight: 3, arbitrary: fitting(resolve(schema), resolve, depth) },
    { weight: 1, arbitrary: hostile },
  );
}

/** Members that one try changes, at the most: what is refused for one hides what another would have done. */
const MAX_CHANGED = 3;

/**
 * An object near one that is accepted: some members anew by their schema, or hostile, or left out.
 *
 * @param members what may be said, by name
 * @param accepted what is known to be taken
 */
export function nearly<T>(
  members: Readonly<Record<string, fc.Arbitrary<T>>>,
  accepted: Readonly<Record<string, T>>,
): fc.Arbitrary<Record<string, T>> {
  const all = Object.keys(members);
  const maxLength = Math.min(all.length, MAX_CHANGED);
  return fc.subarray(all, { maxLength }).chain((names) => {
    const changed = Object.fromEntries(names.map((name) => [name, members[name] as fc.Arbitrary<T>]));
    const kept = Object.entries(accepted).filter(([name]) => !names.includes(name));
    return fc.record(changed, { requiredKeys: [] }).map((changes) => {
      return Object.fromEntries([...kept, ...Object.entries(changes)]) as Record<string, T>;
    });
  });
}

/** The members of a body, each like its schema. */
export function membersLike(schema: JsonSchema, resolve: Resolve): Record<string, fc.Arbitrary<unknown>> {
  const properties = Object.entries(allProperties(resolve(schema), resolve));
  return Object.fromEntries(properties.map(([name, member]) => [name, like(member, resolve, 0)]));
}

function allProperties(schema: JsonSchema, resolve: Resolve): Record<string, JsonSchema> {
  const parts = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) => (each ?? []) as JsonSchema[]);
  return Object.assign(
    { ...((schema.properties ?? {}) as Record<string, JsonSchema>) },
    ...parts.map((part) => allProperties(resolve(part), resolve)),
  );
}

function fitting(schema: JsonSchema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (alternatives !== undefined)
    return fc.oneof(...alternatives.map((each) => like(each, resolve, depth + 1)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  switch ([schema.type].flat()[0]) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return fc.integer({
        min: Number(schema.minimum ?? -10),
        max: Math.min(Number(schema.maximum ?? 1e6), 0x7fff_ffff),
      });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(like((schema.items ?? {}) as JsonSchema, resolve, depth + 1), { maxLength: 4 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(allProperties(schema, resolve)).map(([name, member]) => [
            name,
            like(member, resolve, depth + 1),
          ]),
        ),
        { requiredKeys: [] },
      );
    default:
      return hostile;
  }
}

function text({ format, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const longest = Math.min(Number(maxLength ?? 60), 300);
  return fc.string({
    unit: 'grapheme',
    minLength: Math.min(Number(minLength ?? 0), longest),
    maxLength: longest,
  });
}
