import { invalidField } from '@carillon/contracts/errors';

/** A member of this name is the caller's own content: nothing below it is renamed, in either direction. */
const OPAQUE_MEMBER = 'data';

export function camelToSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function snakeToCamel(name: string): string {
  return name.replaceAll(/(?<=[a-zA-Z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** An answer as REST gives it: every member in snake_case, except below `data`. Dates stay, JSON writes them. */
export function toSnakeCase(value: unknown): unknown {
  return renameMembers(value, ownNameToSnake);
}

/** Members of our answers have few names, and a page of them thousands of members: each name is spelt once. */
const OWN_NAMES = new Map<string, string>();
const MAX_OWN_NAMES = 2_000;

function ownNameToSnake(name: string): string {
  const known = OWN_NAMES.get(name);
  if (known !== undefined) return known;
  const spelling = camelToSnake(name);
  if (OWN_NAMES.size < MAX_OWN_NAMES) OWN_NAMES.set(name, spelling);
  return spelling;
}

/**
 * A request as procedures take it: every member in camelCase, except below `data`.
 *
 * @throws {AppError} `validation_failed` when two spellings of one member are given, since one of them would be lost
 */
export function toCamelCase(value: unknown): unknown {
  return renameMembers(value, snakeToCamel);
}

/**
 * The path of a refused field as the caller wrote it: where the request has the member in snake_case, or not at all,
 * snake_case; where it has it in camelCase, camelCase.
 *
 * @param path dots between levels, in camelCase, as a schema reports it.
 */
export function pathAsWritten(path: string, request: unknown): string {
  let level = request;
  let isOpaque = false;
  const written = path.split('.').map((name) => {
    const spelling = isOpaque || hasMember(level, name) ? name : camelToSnake(name);
    level = hasMember(level, spelling) ? (level as Record<string, unknown>)[spelling] : undefined;
    isOpaque ||= name === OPAQUE_MEMBER;
    return spelling;
  });
  return written.join('.');
}

function renameMembers(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameMembers(item, rename));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const renamed = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const spelling = rename(name);
    if (renamed.has(spelling)) throw invalidField(name, `${name} is given twice, in two spellings`);
    renamed.set(spelling, name === OPAQUE_MEMBER ? member : renameMembers(member, rename));
  }
  // fromEntries defines members rather than assigning them, so that "__proto__" is a member like any other.
  return Object.fromEntries(renamed);
}

function hasMember(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
