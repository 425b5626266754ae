/**
 * D-Bus messages as bytes (https://dbus.freedesktop.org/doc/dbus-specification.html, "Message Protocol"): what a
 * stand-in for a desktop's session bus needs, little-endian only.
 */

import { align, DbusReader, type DbusValue, DbusWriter } from './dbus-values.ts';

export type DbusMessage = {
  type: 'call' | 'return' | 'error' | 'signal';
  serial: number;
  noReplyExpected: boolean;
  path: string;
  interface: string;
  member: string;
  errorName: string;
  replySerial: number;
  destination: string;
  sender: string;
  signature: string;
  body: DbusValue[];
};

/** What an answer or a signal of ours has; left-out members are left out of the header. */
export type OutgoingMessage = Pick<DbusMessage, 'type' | 'serial' | 'sender'> &
  Partial<
    Pick<DbusMessage, 'path' | 'interface' | 'member' | 'errorName' | 'replySerial' | 'destination'>
  > & {
    signature: string;
    body: DbusValue[];
  };

const TYPES = ['call', 'return', 'error', 'signal'] as const;
const LITTLE_ENDIAN = 'l'.charCodeAt(0);
const FIXED_HEADER_BYTES = 16;
const NO_REPLY_EXPECTED = 0x1;
const FIELD = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
} as const;
const FIELD_SIGNATURES: Record<keyof typeof FIELD, string> = {
  path: 'o',
  interface: 's',
  member: 's',
  errorName: 's',
  replySerial: 'u',
  destination: 's',
  sender: 's',
  signature: 'g',
};

/** Returns the first message of the bytes and its length, or null if it is not all there yet. */
export function decodeMessage(bytes: Buffer): { message: DbusMessage; length: number } | null {
  if (bytes.length < FIXED_HEADER_BYTES) return null;
  if (bytes[0] !== LITTLE_ENDIAN) throw new RangeError('Only little-endian messages are understood');
  const bodyAt = align(FIXED_HEADER_BYTES + bytes.readUInt32LE(12), 8);
  const length = bodyAt + bytes.readUInt32LE(4);
  if (bytes.length < length) return null;
  const [fields] = new DbusReader(bytes.subarray(0, bodyAt), 12).readAll('a(yv)');
  const byCode = new Map((fields as [number, DbusValue][]).map(([code, value]) => [code, value]));
  const field = (name: keyof typeof FIELD) => String(byCode.get(FIELD[name]) ?? '');
  const signature = field('signature');
  const message: DbusMessage = {
    type: TYPES[bytes.readUInt8(1) - 1] ?? 'error',
    serial: bytes.readUInt32LE(8),
    noReplyExpected: (bytes.readUInt8(2) & NO_REPLY_EXPECTED) !== 0,
    path: field('path'),
    interface: field('interface'),
    member: field('member'),
    errorName: field('errorName'),
    replySerial: Number(byCode.get(FIELD.replySerial) ?? 0),
    destination: field('destination'),
    sender: field('sender'),
    signature,
    body: new DbusReader(bytes.subarray(bodyAt, length), 0).readAll(signature),
  };
  return { message, length };
}

/** The bytes of a message. */
export function encodeMessage(message: OutgoingMessage): Buffer {
  const body = new DbusWriter();
  body.writeAll(message.signature, message.body);
  const header = new DbusWriter();
  header.writeAll('yyyy', [LITTLE_ENDIAN, TYPES.indexOf(message.type) + 1, NO_REPLY_EXPECTED, 1]);
  header.writeAll('uu', [body.length, message.serial]);
  const fields = (Object.keys(FIELD) as (keyof typeof FIELD)[])
    .filter((name) => message[name] !== undefined && message[name] !== '')
    .map((name): DbusValue => [FIELD[name], [FIELD_SIGNATURES[name], message[name] as DbusValue]]);
  header.writeAll('a(yv)', [fields]);
  header.pad(8);
  return Buffer.concat([header.bytes(), body.bytes()]);
}
