import { z } from 'zod';
import type { FernetFailure } from './fernet.ts';
import type { Ciphertext, KeyRing } from './keyring.ts';

/**
 * Why a value that should be readable is not. `wrong_place`: genuine ciphertext of another row or setting;
 * `unexpected_content`: it decrypts, and is not what this place holds.
 */
export type Unreadable = FernetFailure | 'wrong_place' | 'unexpected_content';

export type OpenResult<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'missing_key'; readonly keyId: string }
  | { readonly status: 'undecryptable'; readonly reason: Unreadable };

const envelopeSchema = z.strictObject({
  place: z.string(),
  value: z.unknown(),
});

/**
 * Encrypts a JSON value together with the one place where it may stand, so that ciphertext copied to another place
 * is noticed on reading. Fernet has no associated data, hence the place is inside the plaintext.
 *
 * @param place a text that no other place shares, e.g. `setting:vapid`
 */
export function sealBound(keyRing: KeyRing, place: string, value: unknown): Ciphertext {
  return keyRing.encryptWithPrimary(Buffer.from(JSON.stringify({ place, value })));
}

/** Opens what {@link sealBound} made for the same place; whatever is wrong with it is a result, never an exception. */
export function openBound<T>(
  keyRing: KeyRing,
  sealed: Ciphertext,
  expected: { readonly place: string; readonly schema: z.ZodType<T> },
): OpenResult<T> {
  const decrypted = keyRing.decrypt(sealed);
  if (decrypted.status !== 'ok') return decrypted;
  const envelope = parseEnvelope(decrypted.plaintext);
  if (envelope === null) return { status: 'undecryptable', reason: 'unexpected_content' };
  if (envelope.place !== expected.place) return { status: 'undecryptable', reason: 'wrong_place' };
  const value = expected.schema.safeParse(envelope.value);
  return value.success
    ? { status: 'ok', value: value.data }
    : { status: 'undecryptable', reason: 'unexpected_content' };
}

function parseEnvelope(plaintext: Buffer): z.infer<typeof envelopeSchema> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(plaintext.toString('utf8'));
  } catch {
    return null;
  }
  return envelopeSchema.safeParse(parsed).data ?? null;
}
