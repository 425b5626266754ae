import { type Message, messageSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDevice, anyMessage } from '../../test/any-message.ts';
import { createApnsMessageWriter } from './apns/message-writer.ts';
import { apnsMessage } from './apns/payload.ts';
import { expoMessage } from './expo/payload.ts';
import { createFcmMessageWriter } from './fcm/message-writer.ts';
import { fcmMessage } from './fcm/payload.ts';
import { type OutgoingMessage, withoutSound } from './outgoing-message.ts';
import type { PayloadDraft } from './provider.ts';
import { serializePayload, webPushPayload } from './webpush/payload.ts';
import { createPayloadWriter } from './webpush/payload-writer.ts';

const SETTINGS = {
  topic: 'com.example.app',
  dashboardUrl: 'https://push.example.com',
  iconUrl: '/icon.png',
  badgeUrl: null,
};
const NOW = new Date('2026-01-01T00:00:00Z');
const LOUD: Message = { title: 'Fire', body: 'Leave', sound: 'siren.wav' };
const CRITICAL: Message = { ...LOUD, critical: true, apns: { interruptionLevel: 'critical' } };

/** What each provider is handed, as JSON. */
const BUILT = {
  apns: (draft: PayloadDraft) => JSON.parse(apnsMessage(draft, SETTINGS, NOW).body.toString('utf8')),
  fcm: (draft: PayloadDraft) => {
    const payload = fcmMessage({ ...draft, target: { provider: 'fcm', token: 'token' } }, SETTINGS);
    return payload.ok ? JSON.parse(JSON.stringify(payload.messageAt(NOW))) : payload.reason;
  },
  expo: (draft: PayloadDraft) =>
    expoMessage({ ...draft, target: { provider: 'expo', token: 'ExpoPushToken[x]' } }, SETTINGS),
  webpush: (draft: PayloadDraft) => JSON.parse(serializePayload(webPushPayload(draft, SETTINGS)).toString()),
};

function draftOf(message: OutgoingMessage): PayloadDraft {
  const [device] = fc.sample(anyDevice, { numRuns: 1, seed: 1 });
  if (device === undefined) throw new Error('Nothing was generated');
  const { nowMs: _, ...facts } = device;
  return { ...facts, message };
}

describe('withoutSound', () => {
  it.each([
    ['a sound', LOUD],
    ['a critical alert', CRITICAL],
  ])('DIS-10: phones get %s without it, and everything else', (_, message) => {
    for (const provider of ['apns', 'fcm', 'expo'] as const) {
      const [heard, unheard] = [message, withoutSound(message)].map((one) => BUILT[provider](draftOf(one)));
      expect(JSON.stringify(heard)).toContain('siren.wav');
      expect(JSON.stringify(unheard)).not.toContain('"sound"');
      const withoutTheSound = JSON.stringify(heard, (key, value) => (key === 'sound' ? undefined : value));
      expect(unheard).toEqual(JSON.parse(withoutTheSound));
    }
  });

  it('WEB-8: a browser is told to show it without sound, by both of its ways to read a push', () => {
    const unheard = BUILT.webpush(draftOf(withoutSound(LOUD)));
    expect(unheard).toEqual({
      ...BUILT.webpush(draftOf(LOUD)),
      silent: true,
      notification: { ...BUILT.webpush(draftOf(LOUD)).notification, silent: true },
    });
  });

  it('DIS-10: of one message, each device gets what it wants to hear, whoever was written to before', () => {
    const aDevice = fc.record({ device: anyDevice, isHeard: fc.boolean() });
    fc.assert(
      fc.property(anyMessage, fc.array(aDevice, { maxLength: 6 }), (generated, devices) => {
        const parsed = messageSchema.safeParse({ ...generated, sound: 'siren.wav' });
        fc.pre(parsed.success);
        const [heard, unheard] = [parsed.data, withoutSound(parsed.data)];
        const writeApns = createApnsMessageWriter(SETTINGS);
        const writeFcm = createFcmMessageWriter(SETTINGS);
        const writeWebPush = createPayloadWriter(SETTINGS);
        for (const { device, isHeard } of devices) {
          const { nowMs: _, ...facts } = device;
          const draft: PayloadDraft = { ...facts, message: isHeard ? heard : unheard };
          const target = { provider: 'fcm' as const, token: 'token' };
          const fcmBody = writeFcm({ ...draft, target });
          expect(JSON.parse(writeApns(draft, NOW).body.toString('utf8'))).toEqual(BUILT.apns(draft));
          expect(
            fcmBody.ok ? JSON.parse(fcmBody.bodyAt(NOW).toString('utf8')).message : fcmBody.reason,
          ).toEqual(BUILT.fcm(draft));
          expect(JSON.parse(writeWebPush(draft).toString('utf8'))).toEqual(BUILT.webpush(draft));
        }
      }),
      { numRuns: 200 },
    );
  });
});
