import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { API_KEY_PREFIX } from '@carillon/contracts/api-keys';

const KEY_BYTES = 32;
const CHECKSUM_LENGTH = 6;
/** 32 bytes and the checksum's four, each in base64url without padding. */
const SHAPE = /^crl_[\w-]{43}[\w-]{6}$/;
/** So many characters are shown: 48 of the key's 256 bits. */
const SHOWN_LENGTH = API_KEY_PREFIX.length + 8;

/**
 * A new key: `crl_`, 32 bytes of the CSPRNG, and the CRC-32 of what stands before it. By the checksum a secret scanner knows a
 * real key from text that looks like one, and a key that was cut or mistyped is refused without asking the database; GitHub's
 * tokens do the same (https://github.blog/engineering/behind-githubs-new-authentication-token-formats/).
 */
export function generateApiKey(): string {
  const body = `${API_KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
  return `${body}${checksumOf(body)}`;
}

/** Whether a text can be a key of ours. */
export function isApiKey(text: string): boolean {
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return SHAPE.test(text) && text.slice(-CHECKSUM_LENGTH) === checksumOf(body);
}

/** The beginning, by which people recognise a key. */
export function shownPrefixOf(key: string): string {
  return key.slice(0, SHOWN_LENGTH);
}

/** SHA-256 is enough for 256 random bits: there is nothing to guess. */
export function hashApiKey(key: string): Uint8Array<ArrayBuffer> {
  return createHash('sha256').update(key).digest();
}

function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64url');
}
