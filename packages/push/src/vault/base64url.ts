const ALPHABET = /^[A-Za-z0-9_-]*={0,2}$/;

/**
 * Decodes base64url (RFC 4648 section 5) strictly: null for foreign characters, a wrong length, wrong padding or
 * trailing bits that are not zero. Padding may be there or not, because implementations differ in writing it.
 *
 * `Buffer.from(text, 'base64url')` alone skips what it does not understand, so that many texts would mean one value.
 */
export function decodeBase64Url(text: string): Buffer | null {
  if (!ALPHABET.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const canonical = bytes.toString('base64url');
  return text === canonical || text === padBase64Url(canonical) ? bytes : null;
}

/** Encodes with padding, as the Fernet specification's own examples do. */
export function encodeBase64UrlPadded(bytes: Buffer): string {
  return padBase64Url(bytes.toString('base64url'));
}

function padBase64Url(unpadded: string): string {
  return unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, '=');
}
