import { createHmac } from 'node:crypto';
import type { TokenMaterial } from './sealed-token.ts';

/** 32 bytes: equal for equal tokens, and nothing can be learned from them without the key. */
export type Fingerprint = Uint8Array<ArrayBuffer>;

/** Computes fingerprints under one key. */
export type Fingerprinter = (material: TokenMaterial) => Fingerprint;

const DOMAIN = 'carillon token fingerprint v1';
const MIN_KEY_BYTES = 32;

/**
 * Makes the function behind the unique index on tokens (TOK-6): HMAC-SHA256 over the provider and the normalised
 * token, so that equal tokens are found without comparing ciphertext, and a stolen table cannot be searched for a known
 * token. Web push counts the endpoint alone: the same endpoint with other keys is the same subscription.
 *
 * @param key at least 32 random bytes; changing it makes all stored fingerprints meaningless
 * @throws {RangeError} when the key is shorter
 */
export function createFingerprinter(key: Uint8Array): Fingerprinter {
  if (key.length < MIN_KEY_BYTES)
    throw new RangeError(`Expected a fingerprint key of at least ${MIN_KEY_BYTES} bytes`);
  return (material) =>
    createHmac('sha256', key)
      // No field before the last can hold NUL, so that no two (provider, token) pairs give one input.
      .update(`${DOMAIN}\0${material.provider}\0${identityOf(material)}`)
      .digest();
}

/** The part of the material that names the installation, in one spelling. */
function identityOf(material: TokenMaterial): string {
  switch (material.provider) {
    case 'webpush':
      return normaliseEndpoint(material.endpoint);
    case 'apns':
      return material.token.toLowerCase();
    case 'expo':
      // Both prefixes are in use for the same value, depending on the SDK's age.
      return material.token.replace(/^Expo(?:nent)?PushToken\[(.*)\]$/s, '$1');
    case 'fcm':
      return material.token;
  }
}

/** Scheme, host and port in the WHATWG spelling; the fragment goes, because it never reaches the push service. */
function normaliseEndpoint(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (url === null) return endpoint;
  url.hash = '';
  return url.href;
}
