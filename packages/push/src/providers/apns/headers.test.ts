import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadDraft } from '../provider.ts';
import { apnsIdOf, apnsPriorityOf, collapseIdOf, expirationOf } from './headers.ts';

const NOW = new Date('2026-01-01T00:00:00.900Z');
const notificationId = notificationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8057');
const deviceId = deviceIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8058');

function draft(changes: Partial<PayloadDraft>): PayloadDraft {
  return {
    notificationId,
    deviceId,
    message: { title: 'Hello' },
    priority: 'normal',
    ttlSeconds: 60,
    collapseKey: null,
    receipt: null,
    ...changes,
  };
}

describe('the headers of an APNs message', () => {
  it('F-8: a message to a device has one id, a UUID, however often it is sent', () => {
    const id = apnsIdOf(draft({}));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(apnsIdOf(draft({ message: { title: 'Other' }, ttlSeconds: 5 }))).toBe(id);
    const other = notificationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8059');
    expect(apnsIdOf(draft({ notificationId: other }))).not.toBe(id);
    expect(apnsIdOf(draft({ deviceId: deviceIdSchema.parse(other) }))).not.toBe(id);
  });

  it('DIS-10: tag, then collapse key, then the notification’s own id say what replaces what', () => {
    const message = { title: 'Hello', tag: 'a-tag' };
    expect(collapseIdOf(draft({ message, collapseKey: 'a-key' }))).toBe('a-tag');
    expect(collapseIdOf(draft({ collapseKey: 'a-key' }))).toBe('a-key');
    expect(collapseIdOf(draft({ message: { title: 'Hello', tag: '' } }))).toBe(notificationId);
  });

  it('DIS-10: a collapse id is always one that APNs takes, and different keys stay different', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }), (tag) => {
        const id = collapseIdOf(draft({ message: { title: 'Hello', tag } }));
        expect(id).toMatch(/^[\x21-\x7e]{1,64}$/);
      }),
    );
    const long = 'x'.repeat(64);
    expect(collapseIdOf(draft({ collapseKey: long }))).toBe(long);
    const ids = [`${long}1`, `${long}2`, 'Grüße', 'a b'].map((tag) =>
      collapseIdOf(draft({ message: { title: 'Hello', tag } })),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('DIS-10: the TTL becomes a time; 0 has APNs try once', () => {
    expect(expirationOf(draft({ ttlSeconds: 90.7 }), NOW)).toBe(Math.floor(NOW.getTime() / 1000) + 90);
    expect(expirationOf(draft({ ttlSeconds: 0 }), NOW)).toBe(0);
    expect(expirationOf(draft({ ttlSeconds: 0.4 }), NOW)).toBe(0);
  });

  it('DIS-10: urgent and critical messages go at once, others when it suits the battery, silent ones never urgently', () => {
    const critical = { title: 'Hello', critical: true };
    expect(apnsPriorityOf(draft({}))).toBe(5);
    expect(apnsPriorityOf(draft({ priority: 'high' }))).toBe(10);
    expect(apnsPriorityOf(draft({ message: critical }))).toBe(10);
    expect(apnsPriorityOf(draft({ priority: 'high', message: { ...critical, silent: true } }))).toBe(5);
  });
});
