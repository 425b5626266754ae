import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { decodeBase64Url, encodeBase64UrlPadded } from './base64url.ts';

/*
 * Fernet, https://github.com/fernet/spec/blob/master/Spec.md:
 *   key   = base64url(signing key (16) ‖ encryption key (16))
 *   token = base64url(version (1) ‖ seconds (8) ‖ IV (16) ‖ AES-128-CBC ciphertext (16 n) ‖ HMAC-SHA256 (32))
 */
const VERSION = 0x80;
const TIMESTAMP_OFFSET = 1;
const IV_OFFSET = 9;
const CIPHERTEXT_OFFSET = 25;
const BLOCK_BYTES = 16;
const MAC_BYTES = 32;
const KEY_BYTES = 32;
/** A token from further ahead than this is refused when its age is checked; the value that other implementations use. */
const CLOCK_SKEW_SECONDS = 60;

/** A parsed key. Holds key material: never log it. */
export interface FernetKey {
  readonly signingKey: Buffer;
  readonly encryptionKey: Buffer;
}

/**
 * Why a token was refused. `malformed`: not base64url, or lengths that no token has; `unsupported_version`: the first
 * byte is not 0x80; `bad_signature`: another key, or changed bytes; `bad_padding`: signed with the key, yet the content
 * is not PKCS #7; `expired` and `from_the_future`: only when the age is checked.
 */
export type FernetFailure =
  | 'malformed'
  | 'unsupported_version'
  | 'bad_signature'
  | 'bad_padding'
  | 'expired'
  | 'from_the_future';

export type FernetResult =
  | { readonly ok: true; readonly plaintext: Buffer; readonly issuedAt: Date }
  | { readonly ok: false; readonly reason: FernetFailure };

/** The text is not 32 bytes in base64url. Says what was expected and never holds the text. */
export class InvalidFernetKeyError extends Error {
  override readonly name = 'InvalidFernetKeyError';

  constructor() {
    super('Expected 32 bytes in base64url (43 characters, or 44 with padding)');
  }
}

/** @throws {InvalidFernetKeyError} */
export function parseFernetKey(text: string): FernetKey {
  const bytes = decodeBase64Url(text);
  if (bytes === null || bytes.length !== KEY_BYTES) throw new InvalidFernetKeyError();
  return {
    signingKey: bytes.subarray(0, 16),
    encryptionKey: bytes.subarray(16),
  };
}

/** Encrypts under a fresh random IV, dated now. */
export function encrypt(key: FernetKey, plaintext: Uint8Array): string {
  return encryptWith(key, plaintext, {
    issuedAt: new Date(),
    iv: randomBytes(BLOCK_BYTES),
  });
}

/**
 * The deterministic part, which published vectors can be checked against.
 *
 * @param parameters `iv`: 16 bytes that must never be used twice with one key; outside tests take {@link encrypt}.
 */
export function encryptWith(
  key: FernetKey,
  plaintext: Uint8Array,
  parameters: { readonly issuedAt: Date; readonly iv: Uint8Array },
): string {
  const header = Buffer.alloc(IV_OFFSET);
  header.writeUInt8(VERSION);
  header.writeBigUInt64BE(BigInt(Math.floor(parameters.issuedAt.getTime() / 1000)), TIMESTAMP_OFFSET);
  const cipher = createCipheriv('aes-128-cbc', key.encryptionKey, parameters.iv);
  const signed = Buffer.concat([header, parameters.iv, cipher.update(plaintext), cipher.final()]);
  return encodeBase64UrlPadded(Buffer.concat([signed, macOf(key, signed)]));
}

/** Verifies and decrypts a token of any age. Everything that a token can have wrong is a result, never an exception. */
export function decrypt(key: FernetKey, token: string): FernetResult {
  const bytes = decodeBase64Url(token);
  if (bytes === null || !hasTokenLength(bytes)) return { ok: false, reason: 'malformed' };
  if (bytes[0] !== VERSION) return { ok: false, reason: 'unsupported_version' };
  const signed = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(macOf(key, signed), bytes.subarray(-MAC_BYTES)))
    return { ok: false, reason: 'bad_signature' };
  const plaintext = decryptBlocks(key, signed);
  if (plaintext === null) return { ok: false, reason: 'bad_padding' };
  // Times beyond what a Date can hold come only from a holder of the key; they become an invalid Date, not an error.
  const issuedAt = new Date(Number(bytes.readBigUInt64BE(TIMESTAMP_OFFSET)) * 1000);
  return { ok: true, plaintext, issuedAt };
}

/** As {@link decrypt}, and refuses tokens that are older than `ttlSeconds` or over a minute ahead of `now`. */
export function decryptFresh(
  key: FernetKey,
  token: string,
  age: { readonly ttlSeconds: number; readonly now: Date },
): FernetResult {
  const result = decrypt(key, token);
  if (!result.ok) return result;
  const ageSeconds = Math.floor(age.now.getTime() / 1000) - result.issuedAt.getTime() / 1000;
  if (ageSeconds > age.ttlSeconds) return { ok: false, reason: 'expired' };
  // Written so that an invalid date, which compares as false with everything, is refused.
  return ageSeconds >= -CLOCK_SKEW_SECONDS ? result : { ok: false, reason: 'from_the_future' };
}

function hasTokenLength(bytes: Buffer): boolean {
  const ciphertextBytes = bytes.length - CIPHERTEXT_OFFSET - MAC_BYTES;
  return ciphertextBytes >= BLOCK_BYTES && ciphertextBytes % BLOCK_BYTES === 0;
}

function macOf(key: FernetKey, signed: Uint8Array): Buffer {
  return createHmac('sha256', key.signingKey).update(signed).digest();
}

function decryptBlocks(key: FernetKey, signed: Buffer): Buffer | null {
  const iv = signed.subarray(IV_OFFSET, CIPHERTEXT_OFFSET);
  const decipher = createDecipheriv('aes-128-cbc', key.encryptionKey, iv);
  try {
    return Buffer.concat([decipher.update(signed.subarray(CIPHERTEXT_OFFSET)), decipher.final()]);
  } catch {
    // The length and the signature were right, so that only the padding can be wrong.
    return null;
  }
}
