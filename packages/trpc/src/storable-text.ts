import { AppError, invalidField } from '@carillon/contracts/errors';

const EXPECTED = 'Expected text without null characters and without halves of surrogate pairs';

/**
 * Refuses text that PostgreSQL keeps neither as text nor inside JSON: U+0000, and UTF-16 that is no Unicode
 * (https://www.postgresql.org/docs/current/datatype-json.html#JSON-KEYS-ELEMENTS). JSON can carry both, so that they get here.
 *
 * @param input what JSON.parse gives, of a depth that was limited before (T-11)
 * @throws {AppError} `validation_failed` naming the member, or the one around it where the name itself is such text
 */
export function requireStorableText(input: unknown): void {
  const path = findUnstorable(input, []);
  if (path === null) return;
  if (path.length === 0) throw new AppError('validation_failed', { detail: `${EXPECTED}.` });
  throw invalidField(path.join('.'), EXPECTED);
}

function findUnstorable(value: unknown, path: readonly string[]): readonly string[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const found = isStorable(name) ? findUnstorable(member, [...path, name]) : path;
    if (found !== null) return found;
  }
  return null;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
