import { type Message, messageSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDevice, anyMessage } from '../../../test/any-message.ts';
import type { SendRequest } from '../provider.ts';
import { createFcmMessageWriter } from './message-writer.ts';
import { FCM_PAYLOAD_MAX_BYTES, fcmMessage, fcmPayloadBytes, serializeMessage } from './payload.ts';

const SETTINGS = { dashboardUrl: 'https://push.example.com' };

/** What is sent, or why nothing is. */
function writtenBy(write: ReturnType<typeof createFcmMessageWriter>, request: SendRequest<'fcm'>, now: Date) {
  const body = write(request);
  return body.ok ? body.bodyAt(now).toString('utf8') : body.reason;
}

function builtFor(request: SendRequest<'fcm'>, now: Date) {
  const payload = fcmMessage(request, SETTINGS);
  if (!payload.ok) return payload.reason;
  return serializeMessage(payload.messageAt(now), { validateOnly: false }).toString('utf8');
}

const aDevice = fc.record({ device: anyDevice, token: fc.string({ minLength: 1, unit: 'grapheme' }) });

describe('createFcmMessageWriter', () => {
  it('DIS-10: writes for every device what its message is by itself, whoever was written to before', () => {
    fc.assert(
      fc.property(anyMessage, fc.array(aDevice, { maxLength: 5 }), (generated, devices) => {
        const parsed = messageSchema.safeParse(generated);
        fc.pre(parsed.success);
        const write = createFcmMessageWriter(SETTINGS);
        for (const { device, token } of devices) {
          const { nowMs, ...facts } = device;
          const target = { provider: 'fcm' as const, token };
          const request = { message: parsed.data, target, ...facts };
          expect(writtenBy(write, request, new Date(nowMs))).toBe(builtFor(request, new Date(nowMs)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('DIS-10: of two devices with one message, a receipt that is too long is refused to its own alone', () => {
    const [device] = fc.sample(anyDevice, 1);
    if (device === undefined) throw new Error('Nothing was generated');
    const { nowMs, ...facts } = device;
    const target = { provider: 'fcm' as const, token: 'a-token' };
    const message: Message = { title: 'Hello', body: '' };
    const write = createFcmMessageWriter(SETTINGS);
    const request = { message, target, ...facts, receipt: '' };
    const room = FCM_PAYLOAD_MAX_BYTES - fcmPayloadBytes(request, SETTINGS);
    expect(write({ ...request, receipt: 'é'.repeat(room) })).toEqual({ ok: false, reason: 'too_large' });
    expect(write({ ...request, receipt: 'r'.repeat(room) })).toMatchObject({ ok: true });
    expect(write({ ...request, receipt: 'r'.repeat(room + 1) })).toMatchObject({ ok: false });
  });

  it('DIS-10: data that FCM would refuse is refused to every device', () => {
    const write = createFcmMessageWriter(SETTINGS);
    const message: Message = { title: 'Hello', data: { google: 'x' } };
    const target = { provider: 'fcm' as const, token: 'a-token' };
    for (const { nowMs, ...facts } of fc.sample(anyDevice, 3)) {
      expect(write({ message, target, ...facts })).toEqual({ ok: false, reason: 'reserved_data_key' });
    }
  });
});
