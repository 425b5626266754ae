import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from './dbus-message.ts';

const MESSAGE = {
  type: 'return' as const,
  serial: 7,
  sender: ':1.1',
  destination: ':1.100',
  replySerial: 3,
  signature: 'ysub(sau)asv',
  body: [255, 'Grüße', 4_000_000_000, true, ['x', [1, 2]], ['a', ''], ['s', 'inside']],
};

describe('D-Bus messages', () => {
  it('what was encoded is decoded to the same values, whatever their alignment', () => {
    const bytes = encodeMessage(MESSAGE);
    const decoded = decodeMessage(Buffer.concat([bytes, Buffer.from('next')]));
    expect(decoded?.length).toBe(bytes.length);
    expect(decoded?.message).toMatchObject({ ...MESSAGE, body: [...MESSAGE.body.slice(0, -1), 'inside'] });
  });

  it('a message that is not all there yet is waited for', () => {
    const bytes = encodeMessage(MESSAGE);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeMessage(bytes.subarray(0, length))).toBeNull();
    }
  });
});
