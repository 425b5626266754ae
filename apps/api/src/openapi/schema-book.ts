import type { z } from 'zod';
import { type Described, type Direction, describeSchema, type JsonSchema } from './json-schema.ts';
import { nameSchemas } from './schema-names.ts';

/** Describes schemas of one document, each that has a name once. */
export interface SchemaBook {
  /** The schema, or a reference to it where it has a name. */
  refer(schema: z.ZodType, direction: Direction): JsonSchema;
  /** The same, written out at its outermost level. */
  open(schema: JsonSchema): JsonSchema;
  /** The schema, without members that are said elsewhere, under a name of its own if it had one. */
  without(schema: JsonSchema, members: readonly string[]): JsonSchema;
  /** All that the document refers to, itself or by another, by name. */
  componentsOf(document: object): Readonly<Record<string, JsonSchema>>;
}

export const COMPONENTS = '#/components/schemas/';
const DEFINITIONS = '#/$defs/';
const INPUT_SUFFIX = 'Input';
/** Of what is left of an input when the address has said its part. */
const BODY_SUFFIX = 'Body';

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

  const open = (schema: JsonSchema): JsonSchema => components.get(componentName(schema) ?? '') ?? schema;

  return {
    open,
    refer(schema, direction) {
      const described = describeSchema(schema, direction, names);
      if (direction === 'output') return add(described, (name) => name);
      const answered = describeSchema(schema, 'output', names);
      return add(described, (name) => inputName(name, described, answered));
    },
    without(schema, members) {
      const opened = open(schema);
      if (members.length === 0 || opened.properties === undefined) return schema;
      const rest = withoutMembers(opened, members);
      const name = componentName(schema)?.replace(INPUT_SUFFIX, BODY_SUFFIX);
      if (name === undefined) return rest;
      components.set(name, rest);
      return { $ref: `${COMPONENTS}${name}` };
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

function componentName({ $ref }: JsonSchema): string | undefined {
  return typeof $ref === 'string' ? $ref.replace(COMPONENTS, '') : undefined;
}

function withoutMembers(
  { required, properties, ...others }: JsonSchema,
  names: readonly string[],
): JsonSchema {
  const isKept = (name: string): boolean => !names.includes(name);
  const kept = Object.entries((properties ?? {}) as JsonSchema).filter(([name]) => isKept(name));
  const needed = ((required ?? []) as readonly string[]).filter(isKept);
  return { ...others, properties: Object.fromEntries(kept), ...(needed.length > 0 && { required: needed }) };
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
