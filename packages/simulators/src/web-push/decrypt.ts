import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';

/** Lengths of RFC 8188 section 2.1: salt, record size, key id length. */
const SALT_BYTES = 16;
const RECORD_SIZE_AT = 16;
const KEY_ID_LENGTH_AT = 20;
const KEY_ID_AT = 21;
const TAG_BYTES = 16;
/** A record holds its tag and at least a delimiter and one byte (RFC 8188 section 2). */
const MIN_RECORD_BYTES = 18;
/** An uncompressed P-256 point. */
const POINT_BYTES = 65;
/** Delimiters of RFC 8188 section 2: the last record ends in 2, the others in 1. */
const LAST_DELIMITER = 2;
const MIDDLE_DELIMITER = 1;

/** What a browser keeps of a subscription: its key pair and the authentication secret. */
export type ReceiverKeys = {
  /** The private scalar, 32 bytes. */
  privateKey: Buffer;
  /** The uncompressed point, 65 bytes. */
  publicKey: Buffer;
  /** 16 bytes. */
  auth: Buffer;
};

/** The message is not what RFC 8291 says it must be; `message` says in what. */
export class UndecryptableError extends Error {
  override readonly name = 'UndecryptableError';
}

/**
 * Decrypts an aes128gcm web push message (RFC 8291 over RFC 8188) as a browser does.
 * Shares no code with any sender, so that it can check them.
 * @throws {UndecryptableError} if the body is malformed, was made for other keys, or was changed on the way.
 */
export function decryptMessage(body: Buffer, keys: ReceiverKeys): Buffer {
  const { salt, recordBytes, senderKey, records } = readHeader(body);
  const { key, nonce } = deriveKeys({ salt, senderKey, keys });
  const plaintext: Buffer[] = [];
  for (let index = 0, at = 0; at < records.length; index += 1, at += recordBytes) {
    const record = records.subarray(at, at + recordBytes);
    const isLast = at + recordBytes >= records.length;
    const padded = openRecord(record, key, nonceOf(nonce, index));
    plaintext.push(withoutPadding(padded, isLast ? LAST_DELIMITER : MIDDLE_DELIMITER));
  }
  return Buffer.concat(plaintext);
}

function readHeader(body: Buffer) {
  if (body.length < KEY_ID_AT) throw new UndecryptableError('The body is shorter than the aes128gcm header');
  const keyIdBytes = body.readUInt8(KEY_ID_LENGTH_AT);
  if (keyIdBytes !== POINT_BYTES) throw new UndecryptableError('keyid must be a 65-byte P-256 point');
  const recordBytes = body.readUInt32BE(RECORD_SIZE_AT);
  if (recordBytes < MIN_RECORD_BYTES) throw new UndecryptableError('The record size must be at least 18');
  const records = body.subarray(KEY_ID_AT + keyIdBytes);
  if (records.length < MIN_RECORD_BYTES - 1) throw new UndecryptableError('There is no whole record');
  const senderKey = body.subarray(KEY_ID_AT, KEY_ID_AT + keyIdBytes);
  return { salt: body.subarray(0, SALT_BYTES), recordBytes, senderKey, records };
}

/** RFC 8291 section 3.4. */
function deriveKeys(input: { salt: Buffer; senderKey: Buffer; keys: ReceiverKeys }) {
  const { salt, senderKey, keys } = input;
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(keys.privateKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.publicKey, senderKey]);
  const keyMaterial = hkdf({ secret: sharedSecret(ecdh, senderKey), salt: keys.auth, info, bytes: 32 });
  const key = Buffer.from('Content-Encoding: aes128gcm\0');
  const nonce = Buffer.from('Content-Encoding: nonce\0');
  return {
    key: hkdf({ secret: keyMaterial, salt, info: key, bytes: 16 }),
    nonce: hkdf({ secret: keyMaterial, salt, info: nonce, bytes: 12 }),
  };
}

function sharedSecret(ecdh: ReturnType<typeof createECDH>, senderKey: Buffer): Buffer {
  try {
    return ecdh.computeSecret(senderKey);
  } catch (cause) {
    throw new UndecryptableError('keyid is not a point on P-256', { cause });
  }
}

function hkdf(input: { secret: Buffer; salt: Buffer; info: Buffer; bytes: number }): Buffer {
  return Buffer.from(hkdfSync('sha256', input.secret, input.salt, input.info, input.bytes));
}

/** RFC 8188 section 2.3: the record's number is XORed into the nonce's end. */
function nonceOf(nonce: Buffer, index: number): Buffer {
  const result = Buffer.from(nonce);
  // A message has at most 4096 bytes, so the number of its records fits the last four of the counter's six bytes.
  result.writeUInt32BE((result.readUInt32BE(8) ^ index) >>> 0, 8);
  return result;
}

function openRecord(record: Buffer, key: Buffer, nonce: Buffer): Buffer {
  if (record.length <= TAG_BYTES) throw new UndecryptableError('A record is cut off');
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(record.subarray(record.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(record.subarray(0, record.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new UndecryptableError('A record does not authenticate', { cause });
  }
}

function withoutPadding(padded: Buffer, delimiter: number): Buffer {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  if (end < 0 || padded[end] !== delimiter) throw new UndecryptableError('A record has no right delimiter');
  return padded.subarray(0, end);
}
