import { AppError, invalidField } from '@carillon/contracts/errors';

const EXPECTED = 'Expected text without null characters and without halves of surrogate pairs';
/** JSON.parse makes a member of it; what assigns members afterwards, our schemas included, silently loses it. */
const LOST_NAME = '__proto__';
const EXPECTED_NAME = `Expected another name than ${LOST_NAME}, which programs lose`;

interface Refusal {
  readonly path: readonly string[];
  readonly expected: string;
}

/**
 * Refuses text that PostgreSQL keeps neither as text nor inside JSON: U+0000, and UTF-16 that is no Unicode
 * (https://www.postgresql.org/docs/current/datatype-json.html#JSON-KEYS-ELEMENTS), and members named `__proto__`. JSON can
 * carry them, so that they get here.
 *
 * @param input what JSON.parse gives, of a depth that was limited before (T-11)
 * @throws {AppError} `validation_failed` naming the member, or the one around it where the name itself is such text
 */
export function requireStorableText(input: unknown): void {
  const refusal = findUnstorable(input, []);
  if (refusal === null) return;
  const { path, expected } = refusal;
  if (path.length === 0) throw new AppError('validation_failed', { detail: `${expected}.` });
  throw invalidField(path.join('.'), expected);
}

function findUnstorable(value: unknown, path: readonly string[]): Refusal | null {
  if (typeof value === 'string') return isStorable(value) ? null : { path, expected: EXPECTED };
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    if (!isStorable(name)) return { path, expected: EXPECTED };
    if (name === LOST_NAME) return { path: [...path, name], expected: EXPECTED_NAME };
    const found = findUnstorable(member, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
