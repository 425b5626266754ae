import { publishEventInputSchema } from '@carillon/contracts/events';
import type { UserId } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notificationOf } from './events.ts';

const MEMBER = { userId: '01900000-0000-7000-8000-000000000001' as UserId, role: 'member' } as const;

const anyEvent = fc.record(
  {
    type: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/),
    title: fc.string({ minLength: 1, maxLength: 256, unit: 'grapheme' }),
    body: fc.string({ maxLength: 300, unit: 'grapheme' }),
    source: fc.string({ minLength: 1, maxLength: 256, unit: 'grapheme' }),
    imageUrl: fc.webUrl(),
    url: fc.constantFrom('/a', 'https://example.com/?q=1'),
    data: fc.dictionary(fc.string(), fc.jsonValue()),
    userIds: fc.array(fc.uuid({ version: 7 }), { minLength: 1, maxLength: 3 }),
    idempotencyKey: fc.string({ minLength: 1, maxLength: 255 }),
  },
  { requiredKeys: ['type'] },
);

describe('notificationOf', () => {
  it('DIS-2: every event that is accepted is a notification that can be sent, with its type as category', () => {
    fc.assert(
      fc.property(anyEvent, (generated) => {
        const parsed = publishEventInputSchema.safeParse(generated);
        fc.pre(parsed.success);
        const event = parsed.data;
        const notification = notificationOf(MEMBER, event);
        expect(notification).toMatchObject({
          category: event.type,
          audience: { userIds: event.userIds ?? [MEMBER.userId] },
          priority: 'normal',
          ...(event.title !== undefined && { title: event.title }),
        });
        expect(notification.subtitle).toBe(event.source);
        expect(notification.idempotencyKey).toBe(event.idempotencyKey);
        expect(notification.title).not.toBe('');
      }),
    );
  });

  it('an event without a title has one in words, made of its type', () => {
    const titles = ['door.front_opened', 'backup:failed-twice', '7', 'DiskFull', 'a..b.'].map(
      (type) => notificationOf(MEMBER, { type }).title,
    );
    expect(titles).toEqual(['Door front opened', 'Backup failed twice', '7', 'DiskFull', 'A b']);
  });
});
