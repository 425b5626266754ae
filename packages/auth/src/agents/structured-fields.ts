import { type Dictionary, isInnerList, ParseError, parseDictionary } from 'structured-headers';

/** Null for what is no dictionary (RFC 9651, 4.2.2), or was sent in a form in which Node does not join lines. */
export function dictionaryOf(value: string | readonly string[] | undefined): Dictionary | null {
  if (typeof value !== 'string') return null;
  try {
    return parseDictionary(value);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

/** The value of a member that is a byte sequence; null for anything else. */
export function bytesOf(member: ReturnType<Dictionary['get']>): Uint8Array | null {
  if (member === undefined || isInnerList(member)) return null;
  const [value] = member;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
}
