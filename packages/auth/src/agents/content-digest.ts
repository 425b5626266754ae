import { createHash, timingSafeEqual } from 'node:crypto';
import { bytesOf, dictionaryOf } from './structured-fields.ts';

/**
 * Whether the header Content-Digest names the SHA-256 of these bytes (RFC 9530). Digests by other algorithms may stand beside
 * it and are not looked at.
 */
export function hasDigestOf(header: string | readonly string[] | undefined, body: Uint8Array): boolean {
  const given = bytesOf(dictionaryOf(header)?.get('sha-256'));
  const expected = createHash('sha256').update(body).digest();
  return given !== null && given.length === expected.length && timingSafeEqual(given, expected);
}
