import {
  decrypt,
  encrypt,
  type FernetFailure,
  type FernetKey,
  InvalidFernetKeyError,
  parseFernetKey,
} from './fernet.ts';

/** What is stored: the id of the key and a Fernet token. */
export interface Ciphertext {
  readonly keyId: string;
  readonly ciphertext: string;
}

/**
 * `missing_key`: the ring does not hold that key; a matter of configuration, so it pauses and never invalidates (TOK-3).
 * `undecryptable`: the key is there and the content is not genuine; quarantine it (TOK-4).
 */
export type KeyRingResult =
  | { readonly status: 'ok'; readonly plaintext: Buffer }
  | { readonly status: 'missing_key'; readonly keyId: string }
  | { readonly status: 'undecryptable'; readonly reason: FernetFailure };

/** Several keys, each with an id. New values are written with the first; all of them can read. */
export interface KeyRing {
  readonly primaryKeyId: string;
  readonly keyIds: readonly string[];
  encryptWithPrimary(plaintext: Uint8Array): Ciphertext;
  decrypt(sealed: Ciphertext): KeyRingResult;
}

/** The text of a key ring is not usable. Names the entry by its place and never holds key material. */
export class InvalidKeyRingError extends Error {
  override readonly name = 'InvalidKeyRingError';
}

const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * Parses `id:base64url-32-bytes` entries, comma separated, spaces around entries allowed; the first is primary.
 * Ids are 1..32 of `A-Z a-z 0-9 . _ -` and unique.
 *
 * @throws {InvalidKeyRingError} naming the first entry that is wrong and what was expected
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = new Map<string, FernetKey>();
  for (const [index, entry] of text.split(',').entries()) {
    const { id, key } = parseEntry(entry.trim(), index + 1);
    // Two keys under one id: the id in a row would no longer say which key wrote it.
    if (keys.has(id)) throw new InvalidKeyRingError(`Entry ${index + 1} repeats the id of an earlier entry`);
    keys.set(id, key);
  }
  return new FernetKeyRing(keys);
}

function parseEntry(entry: string, position: number): { id: string; key: FernetKey } {
  const separator = entry.indexOf(':');
  const id = entry.slice(0, Math.max(separator, 0));
  if (!KEY_ID.test(id)) {
    throw new InvalidKeyRingError(
      `Entry ${position}: expected id:key, with an id of 1 to 32 letters, digits, . _ or -`,
    );
  }
  try {
    return { id, key: parseFernetKey(entry.slice(separator + 1)) };
  } catch (error) {
    if (!(error instanceof InvalidFernetKeyError)) throw error;
    throw new InvalidKeyRingError(`Entry ${position}: ${error.message}`);
  }
}

class FernetKeyRing implements KeyRing {
  readonly primaryKeyId: string;
  readonly keyIds: readonly string[];
  readonly #keys: ReadonlyMap<string, FernetKey>;
  readonly #primaryKey: FernetKey;

  constructor(keys: ReadonlyMap<string, FernetKey>) {
    const primary = keys.entries().next().value;
    if (primary === undefined) throw new InvalidKeyRingError('Expected at least one entry');
    [this.primaryKeyId, this.#primaryKey] = primary;
    this.keyIds = [...keys.keys()];
    this.#keys = keys;
  }

  encryptWithPrimary(plaintext: Uint8Array): Ciphertext {
    return {
      keyId: this.primaryKeyId,
      ciphertext: encrypt(this.#primaryKey, plaintext),
    };
  }

  decrypt({ keyId, ciphertext }: Ciphertext): KeyRingResult {
    const key = this.#keys.get(keyId);
    if (key === undefined) return { status: 'missing_key', keyId };
    const result = decrypt(key, ciphertext);
    return result.ok
      ? { status: 'ok', plaintext: result.plaintext }
      : { status: 'undecryptable', reason: result.reason };
  }
}
