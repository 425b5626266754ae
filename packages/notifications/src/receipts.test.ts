import { randomBytes, randomUUID } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReceipts } from './receipts.ts';

const receipts = createReceipts(randomBytes(32));
const ids = () => ({ notificationId: randomUUID() as NotificationId, deviceId: randomUUID() as DeviceId });

describe('receipts', () => {
  it('name their delivery', () => {
    const { notificationId, deviceId } = ids();
    const receipt = receipts.sign(notificationId, deviceId);
    expect(receipt).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(receipts.verify(receipt)).toEqual({ notificationId, deviceId });
  });

  it('T-7: a receipt that was changed anywhere, or that another installation signed, is refused', () => {
    const { notificationId, deviceId } = ids();
    const receipt = receipts.sign(notificationId, deviceId);
    fc.assert(
      fc.property(fc.nat(63), fc.constantFrom(...'abcXYZ019-_'), (index, character) => {
        fc.pre(receipt[index] !== character);
        expect(receipts.verify(receipt.slice(0, index) + character + receipt.slice(index + 1))).toBeNull();
      }),
    );
    expect(createReceipts(randomBytes(32)).verify(receipt)).toBeNull();
  });

  it('anything else is refused without an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(receipts.verify(text)).toBeNull();
      }),
    );
  });
});
