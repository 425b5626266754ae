import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto';
import { LIMITS } from '@carillon/contracts/limits';
import { AUTH_SECRET_BYTES, isUncompressedPoint } from '../../devices/endpoint-policy-keys.ts';
import { decodeBase64Url } from '../../vault/base64url.ts';

/** Bytes of the whole message that every push service must take (RFC 8291 section 4); also the record size. */
const RECORD_BYTES = 4096;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
/** Marks the last record (RFC 8188 section 2); nothing follows it, since no padding is added. */
const LAST_RECORD_DELIMITER = Buffer.of(0x02);

const KEY_INFO_PREFIX = Buffer.from('WebPush: info\0', 'latin1');
const CONTENT_KEY_INFO = Buffer.from('Content-Encoding: aes128gcm\0', 'latin1');
const NONCE_INFO = Buffer.from('Content-Encoding: nonce\0', 'latin1');

/** Where a message's salt and key pair come from; tests give those of a known example. */
export interface Entropy {
  salt(): Buffer;
  /** A P-256 key pair for one message, not used again after it. */
  keyPair(): ECDH;
}

export type EncryptionResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too_large' | 'invalid_keys' };

export interface EncryptionInput {
  readonly plaintext: Buffer;
  /** The subscription's public key and authentication secret, base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

/** Fresh randomness for each message. */
export const SYSTEM_ENTROPY: Entropy = {
  salt: () => randomBytes(SALT_BYTES),
  keyPair() {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    return keys;
  },
};

/**
 * Encrypts one message for one subscription: RFC 8291 with content coding aes128gcm (RFC 8188), one record, no padding.
 * What the subscription or the message makes impossible comes back as a reason and is not thrown.
 *
 * Synchronous on purpose: the thread pool's hand-overs cost a fifth more CPU a message when measured, and cores are
 * used by running more workers.
 *
 * @returns the request's body: salt, record size, our public key, ciphertext
 */
export function encryptMessage(input: EncryptionInput, entropy: Entropy): EncryptionResult {
  if (input.plaintext.length > LIMITS.webPushPlaintextBytes) return { ok: false, reason: 'too_large' };
  const receiverPoint = decodeBase64Url(input.p256dh);
  const authSecret = decodeBase64Url(input.auth);
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
  const senderPoint = sender.getPublicKey();
  const salt = entropy.salt();
  const keys = deriveContentKeys({ sharedSecret, authSecret, receiverPoint, senderPoint, salt });
  return { ok: true, body: sealRecord({ plaintext: input.plaintext, salt, senderPoint, ...keys }) };
}

/** Null if the point is not on the curve, which OpenSSL checks before it multiplies (RFC 8291 section 7). */
function agree(sender: ECDH, receiverPoint: Buffer): Buffer | null {
  try {
    return sender.computeSecret(receiverPoint);
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

/** RFC 8291 section 3.4. */
function deriveContentKeys(material: KeyMaterial): { contentKey: Uint8Array; nonce: Uint8Array } {
  const keyInfo = Buffer.concat([KEY_INFO_PREFIX, material.receiverPoint, material.senderPoint]);
  const inputKey = new Uint8Array(
    hkdfSync('sha256', material.sharedSecret, material.authSecret, keyInfo, 32),
  );
  return {
    contentKey: new Uint8Array(hkdfSync('sha256', inputKey, material.salt, CONTENT_KEY_INFO, 16)),
    nonce: new Uint8Array(hkdfSync('sha256', inputKey, material.salt, NONCE_INFO, 12)),
  };
}

interface RecordParts {
  readonly plaintext: Buffer;
  readonly salt: Buffer;
  readonly senderPoint: Buffer;
  readonly contentKey: Uint8Array;
  readonly nonce: Uint8Array;
}

/** RFC 8188 section 2.1: the header block, then the only record. */
function sealRecord(parts: RecordParts): Buffer {
  const sizes = Buffer.allocUnsafe(5);
  sizes.writeUInt32BE(RECORD_BYTES, 0);
  sizes.writeUInt8(parts.senderPoint.length, 4);
  const cipher = createCipheriv('aes-128-gcm', parts.contentKey, parts.nonce, { authTagLength: TAG_BYTES });
  const sealed = cipher.update(Buffer.concat([parts.plaintext, LAST_RECORD_DELIMITER]));
  cipher.final();
  return Buffer.concat([parts.salt, sizes, parts.senderPoint, sealed, cipher.getAuthTag()]);
}
