import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolled } from './agent-messages.ts';

function answer(message: object): string {
  const envelope = { delivery_id: 'd', leased_until: '2026-11-22T12:01:00.000Z' };
  return JSON.stringify({
    messages: [{ ...envelope, ...message }],
    count: 1,
    polled_at: '2026-11-22T12:00:00.000Z',
    next_poll_seconds: 0,
  });
}

describe('readPolled', () => {
  it('SEC-8: what a sender put into data arrives as it was sent, and the rest in camelCase', () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(data, (sent) => {
        const text = answer({ data: sent, notification_id: 'n', apns: { thread_id: 't' } });
        const [message] = readPolled(text).messages;
        expect(message).toMatchObject({ deliveryId: 'd', notificationId: 'n', apns: { threadId: 't' } });
        expect(message?.data).toEqual(JSON.parse(JSON.stringify(sent)));
      }),
    );
  });

  it.each(['', '<html>', '{}', '[]', 'null', '{"messages": []}', answer({ delivery_id: 7 })])(
    'takes %o for what it is: no answer of the server',
    (text) => {
      expect(() => readPolled(text)).toThrow(TypeError);
    },
  );

  it('never returns anything else than messages, whatever it is given', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(readPolled(text).messages).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
    );
  });
});
