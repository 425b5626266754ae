import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeliveryId, toDeliveryId } from './delivery-id.ts';

const id = fc.uuid();

describe('a delivery’s id', () => {
  it('SEC-9: names one notification and one device, whichever they are', () => {
    fc.assert(
      fc.property(id, id, (notification, device) => {
        const key = { notificationId: notification as NotificationId, deviceId: device as DeviceId };
        const text = toDeliveryId(key);
        expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(parseDeliveryId(text)).toEqual(key);
      }),
    );
  });

  it('SEC-9: there is one text for each delivery', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), (text) => {
        const key = parseDeliveryId(text);
        expect(key === null || toDeliveryId(key) === text).toBe(true);
      }),
    );
  });

  it('SEC-7: whatever else comes is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDeliveryId(text) === null || text.length === 43).toBe(true);
      }),
    );
    for (const text of ['', 'none', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`]) {
      expect(parseDeliveryId(text)).toBeNull();
    }
  });
});
