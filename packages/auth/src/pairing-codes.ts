import { createHash, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import type { Digest } from './ports-pairings.ts';

const CODE_DIGITS = 6;
const VERIFIER_BYTES = 32;

/** The two halves of a pairing: a code that a person types, and a verifier that the app keeps to itself. */
export interface PairingCodes {
  /** Six digits, each as likely as any other. */
  newCode(): string;
  /** 256 random bits. */
  newVerifier(): string;
  /** HMAC-SHA256, so that a copy of the database, in which a plain hash of a million codes is soon tried out, names none. */
  hashCode(code: string): Digest;
  /** SHA-256: there is nothing to guess. */
  hashVerifier(verifier: string): Digest;
}

/** @param authSecret `AUTH_SECRET`; the key is derived from it (HKDF-SHA256, RFC 5869) and used for this alone. */
export function createPairingCodes(authSecret: string): PairingCodes {
  const key = new Uint8Array(hkdfSync('sha256', authSecret, '', 'carillon pairing code v1', 32));
  return {
    newCode: () => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
    newVerifier: () => randomBytes(VERIFIER_BYTES).toString('base64url'),
    hashCode: (code) => createHmac('sha256', key).update(code).digest(),
    hashVerifier: (verifier) => createHash('sha256').update(verifier).digest(),
  };
}
