import { createCipheriv } from 'node:crypto';
import { LIMITS } from '@carillon/contracts/limits';
import { AUTH_SECRET_BYTES, isUncompressedPoint } from '../../devices/endpoint-policy-keys.ts';
import { decodeBase64Url } from '../../vault/base64url.ts';
import type { Entropy, SenderKeys } from './entropy.ts';
import { HmacSha256 } from './hmac-sha256.ts';

/** Bytes of the whole message that every push service must take (RFC 8291 section 4); also the record size. */
const RECORD_BYTES = 4096;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const POINT_BYTES = 65;
const CONTENT_KEY_BYTES = 16;
const NONCE_BYTES = 12;
/** Salt, record size, length of the key, the key (RFC 8188 section 2.1). */
const HEADER_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES;
/** Marks the last record (RFC 8188 section 2); nothing follows it, since no padding is added. */
const LAST_RECORD_DELIMITER = 0x02;

/** The info strings, each with the counter of HKDF's first block (RFC 5869 section 2.3) where it ends there. */
const KEY_INFO_PREFIX = Buffer.from('WebPush: info\0', 'latin1');
const FIRST_BLOCK = Buffer.of(0x01);
const CONTENT_KEY_INFO = Buffer.from('Content-Encoding: aes128gcm\0\x01', 'latin1');
const NONCE_INFO = Buffer.from('Content-Encoding: nonce\0\x01', 'latin1');
const INFO_BYTES_MAX = KEY_INFO_PREFIX.length + 2 * POINT_BYTES + FIRST_BLOCK.length;

export type EncryptionResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too_large' | 'invalid_keys' };

export interface EncryptionInput {
  readonly plaintext: Buffer;
  /** The subscription's public key and authentication secret, base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

export interface MessageEncrypter {
  /**
   * Encrypts one message for one subscription: RFC 8291 with content coding aes128gcm (RFC 8188), one record, no
   * padding. What the subscription or the message makes impossible comes back as a reason and is not thrown.
   *
   * @returns the request's body: salt, record size, our public key, ciphertext
   */
  encrypt(input: EncryptionInput): EncryptionResult;
}

/**
 * Synchronous on purpose: the thread pool's hand-overs cost a third more CPU a message when measured, and cores are used
 * by running more workers (docs/performance.md).
 */
export function createMessageEncrypter(entropy: Entropy): MessageEncrypter {
  const hmac = new HmacSha256(INFO_BYTES_MAX);
  return {
    encrypt({ plaintext, p256dh, auth }) {
      if (plaintext.length > LIMITS.webPushPlaintextBytes) return { ok: false, reason: 'too_large' };
      const receiverPoint = decodeBase64Url(p256dh);
      const authSecret = decodeBase64Url(auth);
      if (
        receiverPoint === null ||
        !isUncompressedPoint(receiverPoint) ||
        authSecret?.length !== AUTH_SECRET_BYTES
      ) {
        return { ok: false, reason: 'invalid_keys' };
      }
      const sender = entropy.keyPair();
      const sharedSecret = agree(sender, receiverPoint);
      if (sharedSecret === null) return { ok: false, reason: 'invalid_keys' };
      const salt = entropy.salt();
      const material = { sharedSecret, authSecret, receiverPoint, senderPoint: sender.point, salt };
      return { ok: true, body: sealRecord(plaintext, material, deriveContentKeys(material, hmac)) };
    },
  };
}

/** Null if the point is not on the curve, which OpenSSL checks before it multiplies (RFC 8291 section 7). */
function agree(sender: SenderKeys, receiverPoint: Buffer): Buffer | null {
  try {
    return sender.agree(receiverPoint);
  } catch {
    return null;
  }
}

interface KeyMaterial {
  readonly sharedSecret: Buffer;
  readonly authSecret: Buffer;
  readonly receiverPoint: Buffer;
  readonly senderPoint: Buffer;
  readonly salt: Buffer;
}

interface ContentKeys {
  readonly contentKey: Buffer;
  readonly nonce: Buffer;
}

/** RFC 8291 section 3.4: HKDF (RFC 5869) twice, of which every output fits into the first block. */
function deriveContentKeys(material: KeyMaterial, hmac: HmacSha256): ContentKeys {
  const { receiverPoint, senderPoint } = material;
  const combined = hmac.digest(material.authSecret, material.sharedSecret);
  const inputKey = hmac.digest(combined, KEY_INFO_PREFIX, receiverPoint, senderPoint, FIRST_BLOCK);
  const key = hmac.digest(material.salt, inputKey);
  return {
    contentKey: hmac.digest(key, CONTENT_KEY_INFO).subarray(0, CONTENT_KEY_BYTES),
    nonce: hmac.digest(key, NONCE_INFO).subarray(0, NONCE_BYTES),
  };
}

/** RFC 8188 section 2.1: the header block, then the only record. */
function sealRecord(
  plaintext: Buffer,
  { salt, senderPoint }: KeyMaterial,
  { contentKey, nonce }: ContentKeys,
): Buffer {
  const body = Buffer.allocUnsafe(HEADER_BYTES + plaintext.length + 1 + TAG_BYTES);
  salt.copy(body, 0);
  body.writeUInt32BE(RECORD_BYTES, SALT_BYTES);
  body.writeUInt8(POINT_BYTES, SALT_BYTES + 4);
  senderPoint.copy(body, HEADER_BYTES - POINT_BYTES);
  // Encrypted where it stands, one copy further on.
  const record = body.subarray(HEADER_BYTES, HEADER_BYTES + plaintext.length + 1);
  plaintext.copy(record, 0);
  record.writeUInt8(LAST_RECORD_DELIMITER, plaintext.length);
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce, { authTagLength: TAG_BYTES });
  cipher.update(record).copy(record, 0);
  cipher.final();
  cipher.getAuthTag().copy(body, body.length - TAG_BYTES);
  return body;
}
