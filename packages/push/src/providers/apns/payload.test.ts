import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import { type Message, messageSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadDraft } from '../provider.ts';
import { apnsMessage, MAX_PAYLOAD_BYTES } from './payload.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const SETTINGS = { topic: 'com.example.app', dashboardUrl: 'https://push.example.com' };
const notificationId = notificationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8057');

function build(message: Message, changes: Partial<PayloadDraft> = {}) {
  const built = apnsMessage(
    {
      notificationId,
      deviceId: deviceIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8058'),
      message,
      priority: 'normal',
      ttlSeconds: 3600,
      collapseKey: null,
      receipt: null,
      ...changes,
    },
    SETTINGS,
    NOW,
  );
  return { ...built, payload: JSON.parse(built.body.toString('utf8')) };
}

describe('apnsMessage', () => {
  it('DIS-10: a plain message is an alert and nothing more', () => {
    const { headers, payload } = build({ title: 'Hello' });
    expect(payload).toEqual({ aps: { alert: { title: 'Hello' } }, notification_id: notificationId });
    expect(headers).toEqual({
      'apns-id': expect.any(String),
      'apns-topic': 'com.example.app',
      'apns-push-type': 'alert',
      'apns-priority': '5',
      'apns-expiration': String(NOW.getTime() / 1000 + 3600),
      'apns-collapse-id': notificationId,
    });
  });

  it('DIS-10: every member of a message has its place', () => {
    const message = {
      title: 'Goal!',
      subtitle: 'Second half',
      body: '2 : 1',
      badge: 0,
      sound: 'whistle.caf',
      category: 'MATCH',
      image: '/matches/7.png',
      url: '/matches/7',
      data: { match: 7, aps: { alert: 'forged' }, url: 'https://evil.example' },
      apns: { threadId: 'match-7', interruptionLevel: 'active', relevanceScore: 0 },
    } as const;
    const { payload } = build(message, { receipt: 'signed', collapseKey: 'score', priority: 'high' });
    expect(payload).toEqual({
      aps: {
        alert: { title: 'Goal!', subtitle: 'Second half', body: '2 : 1' },
        badge: 0,
        sound: 'whistle.caf',
        category: 'MATCH',
        'thread-id': 'match-7',
        'interruption-level': 'active',
        'relevance-score': 0,
        'mutable-content': 1,
      },
      match: 7,
      url: 'https://push.example.com/matches/7',
      image: 'https://push.example.com/matches/7.png',
      notification_id: notificationId,
      receipt: 'signed',
    });
  });

  it('DIS-10: a silent message wakes the app with its data, and shows, plays and counts nothing', () => {
    const message = { title: 'x', body: 'y', badge: 3, sound: 'default', silent: true, data: { sync: 1 } };
    const { headers, payload } = build(message, { priority: 'high' });
    expect(payload).toEqual({ aps: { 'content-available': 1 }, sync: 1, notification_id: notificationId });
    expect(headers).toMatchObject({ 'apns-push-type': 'background', 'apns-priority': '5' });
  });

  it('DIS-10: critical is time-sensitive; a critical alert that plays through silence is asked for by name', () => {
    expect(build({ title: 'x', critical: true }).payload.aps).toEqual({
      alert: { title: 'x' },
      'interruption-level': 'time-sensitive',
    });
    const asked = { title: 'x', critical: true, apns: { interruptionLevel: 'critical' as const } };
    expect(build(asked).payload.aps).toMatchObject({
      'interruption-level': 'critical',
      sound: { critical: 1, name: 'default', volume: 1 },
    });
    expect(build({ ...asked, sound: 'siren.caf' }).payload.aps.sound).toMatchObject({ name: 'siren.caf' });
    expect(build({ ...asked, apns: { interruptionLevel: 'passive' } }).payload.aps).toMatchObject({
      'interruption-level': 'passive',
    });
  });

  it('DIS-10: the app’s extension is called where there is something for it to do: an image, or a receipt', () => {
    const image = 'https://img.example.com/1.png';
    expect(build({ title: 'x', image }).payload).toMatchObject({ aps: { 'mutable-content': 1 }, image });
    expect(build({ title: 'x' }, { receipt: 'signed' }).payload).toMatchObject({
      aps: { 'mutable-content': 1 },
      receipt: 'signed',
    });
  });

  it('DIS-10: an address that cannot be read leads to the dashboard', () => {
    expect(build({ title: 'x', url: 'https://' }).payload.url).toBe('https://push.example.com/');
  });

  it('DIS-10: whatever a message holds, the body is JSON and every header is text', () => {
    const anyMessage = fc.record(
      {
        title: fc.string({ minLength: 1, maxLength: 50 }).filter((text) => text.trim() !== ''),
        body: fc.string({ unit: 'grapheme' }),
        badge: fc.nat({ max: 99_999 }),
        sound: fc.string({ maxLength: 100 }),
        tag: fc.string({ maxLength: 100, unit: 'grapheme' }),
        data: fc.dictionary(fc.string(), fc.jsonValue()),
        critical: fc.boolean(),
        silent: fc.boolean(),
      },
      { requiredKeys: ['title'] },
    );
    fc.assert(
      fc.property(anyMessage, (given) => {
        const message = messageSchema.parse(given);
        const { headers, payload, body } = build(message);
        expect(payload.notification_id).toBe(notificationId);
        expect(payload.aps).toHaveProperty(message.silent === true ? 'content-available' : 'alert');
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e]+$/);
        expect(body.length).toBeGreaterThan(0);
      }),
    );
  });

  it('DIS-10: the size of a payload is that of its bytes', () => {
    const { body } = build({ title: 'x', body: 'ü'.repeat(2048) });
    expect(body.length).toBeGreaterThan(MAX_PAYLOAD_BYTES);
  });
});
