import type { JsonSchema } from '../json-schema.ts';
import { COMPONENTS } from '../schema-book.ts';
import { escapeHtml } from './html.ts';

/** Where the page explains a named schema. */
export const schemaAnchor = (name: string): string => `schema-${name}`;

/** By name, as the document has them. */
export type Schemas = Readonly<Record<string, JsonSchema>>;

/** A body: what a reference leads to is written out, and each of several alternatives. */
export function renderBody(schema: JsonSchema, schemas: Schemas): string {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace(COMPONENTS, '') : null;
  const opened = name === null ? schema : (schemas[name] ?? schema);
  const heading = name === null ? '' : `<p>${renderType(schema)}</p>`;
  const alternatives = (opened.anyOf ?? opened.oneOf) as JsonSchema[] | undefined;
  if (alternatives === undefined) return `${heading}${renderMembers(opened)}`;
  return alternatives.map((alternative) => renderBody(alternative, schemas)).join('<p>or</p>');
}

/** The members of an object with their types and limits; whatever else a schema is, in one line. */
export function renderMembers(schema: JsonSchema): string {
  const members = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  // What must not be there tells one alternative from another, and is nothing to fill in.
  const properties = members.filter(([, { not }]) => not === undefined);
  if (properties.length === 0) return `<p>${renderType(schema)}</p>`;
  const required = new Set((schema.required ?? []) as string[]);
  const rows = properties.map(
    ([name, member]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${required.has(name) ? 'required' : ''}</td>` +
      `<td>${renderType(member)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

/** A type in the notation of TypeScript, which its readers know; named ones lead to their explanation. */
export function renderType(schema: JsonSchema): string {
  return `<code>${outline(schema, '')}</code>${renderLimits(schema)}`;
}

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'default'] as const;

function renderLimits(schema: JsonSchema): string {
  const limits = LIMITS.filter((name) => schema[name] !== undefined).map((name) => `${name} ${schema[name]}`);
  return limits.length === 0 ? '' : ` ${escapeHtml(limits.join(', '))}`;
}

function outline(schema: JsonSchema, indent: string): string {
  if (typeof schema.$ref === 'string') return renderReference(schema.$ref);
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (alternatives !== undefined) return alternatives.map((option) => outline(option, indent)).join(' | ');
  const parts = schema.allOf as JsonSchema[] | undefined;
  if (parts !== undefined) return parts.map((part) => outline(part, indent)).join(' &amp; ');
  if (schema.const !== undefined) return escapeHtml(JSON.stringify(schema.const));
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ');
  }
  if (schema.type === 'array') return `${outline((schema.items ?? {}) as JsonSchema, indent)}[]`;
  if (schema.properties !== undefined) return outlineObject(schema, indent);
  const types = [schema.type ?? 'any'].flat().join(' | ');
  return escapeHtml(schema.format === undefined ? types : `${types} (${schema.format})`);
}

function renderReference(reference: string): string {
  const name = escapeHtml(reference.replace(COMPONENTS, ''));
  return `<a href="#${schemaAnchor(name)}">${name}</a>`;
}

function outlineObject(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set((schema.required ?? []) as string[]);
  const members = Object.entries(schema.properties as Record<string, JsonSchema>).map(
    ([name, member]) =>
      `${inner}${escapeHtml(name)}${required.has(name) ? '' : '?'}: ${outline(member, inner)}`,
  );
  return `{\n${members.join('\n')}\n${indent}}`;
}
