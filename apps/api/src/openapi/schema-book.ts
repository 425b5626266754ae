import type { z } from 'zod';
import { type Described, type Direction, describeSchema, type JsonSchema } from './json-schema.ts';
import { nameSchemas } from './schema-names.ts';

/** Describes schemas of one document, each that has a name once. */
export interface SchemaBook {
  /** The schema, or a reference to it where it has a name. */
  refer(schema: z.ZodType, direction: Direction): JsonSchema;
  /** The same, written out at its outermost level. */
  open(schema: JsonSchema): JsonSchema;
  /** All that the document refers to, itself or by another, by name. */
  componentsOf(document: object): Readonly<Record<string, JsonSchema>>;
}

export const COMPONENTS = '#/components/schemas/';
const DEFINITIONS = '#/$defs/';
const INPUT_SUFFIX = 'Input';

/** An empty book. */
export function createSchemaBook(): SchemaBook {
  const names = nameSchemas();
  const components = new Map<string, JsonSchema>();

  const add = ({ schema, definitions }: Described, rename: (name: string) => string): JsonSchema => {
    for (const [name, definition] of Object.entries(definitions)) {
      components.set(rename(name), withReferences(definition, rename));
    }
    return withReferences(schema, rename);
  };

  return {
    refer(schema, direction) {
      const described = describeSchema(schema, direction, names);
      if (direction === 'output') return add(described, (name) => name);
      const answered = describeSchema(schema, 'output', names);
      return add(described, (name) => inputName(name, described, answered));
    },
    open(schema) {
      const name = String(schema.$ref ?? '').replace(COMPONENTS, '');
      return components.get(name) ?? schema;
    },
    componentsOf(document) {
      const used = new Map<string, JsonSchema>();
      const collect = (value: object): void => {
        for (const name of referredBy(value)) {
          const component = components.get(name);
          if (component === undefined || used.has(name)) continue;
          used.set(name, component);
          collect(component);
        }
      };
      collect(document);
      return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

function referredBy(value: object): string[] {
  const references = JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  return [...references].map(([, name]) => name ?? '');
}

/** What is sent in another shape than it is answered has a name of its own. */
function inputName(name: string, sent: Described, answered: Described): string {
  if (name.endsWith(INPUT_SUFFIX) || isSame(name, sent, answered)) return name;
  return `${name}${INPUT_SUFFIX}`;
}

/** Whether the definition, and all that it refers to, is the same in both. */
function isSame(name: string, sent: Described, answered: Described): boolean {
  const text = JSON.stringify(sent.definitions[name]);
  if (text !== JSON.stringify(answered.definitions[name])) return false;
  const referred = [...text.matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, inner]) => inner ?? '');
  return referred.every((inner) => inner === name || isSame(inner, sent, answered));
}

function withReferences(schema: JsonSchema, rename: (name: string) => string): JsonSchema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([keyword, inner]) => [
        keyword,
        keyword === '$ref' && typeof inner === 'string'
          ? `${COMPONENTS}${rename(inner.replace(DEFINITIONS, ''))}`
          : walk(inner),
      ]),
    );
  };
  return walk(schema) as JsonSchema;
}
