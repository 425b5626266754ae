import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import type { Message } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendRequest } from '../provider.ts';
import { FCM_PAYLOAD_MAX_BYTES, fcmMessage, serializeMessage } from './payload.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const SETTINGS = { dashboardUrl: 'https://push.example.com' };
const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

function request(message: Partial<Message>, changes: Partial<SendRequest<'fcm'>> = {}): SendRequest<'fcm'> {
  return {
    notificationId: notificationIdSchema.parse(ID),
    deviceId: deviceIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8058'),
    target: { provider: 'fcm', token: 'a-token' },
    message: { title: 'Hello', ...message },
    priority: 'normal',
    ttlSeconds: 3600,
    collapseKey: null,
    receipt: null,
    ...changes,
  };
}

/** As it leaves: without the members that are undefined. */
function sent(message: Partial<Message>, changes: Partial<SendRequest<'fcm'>> = {}) {
  const payload = fcmMessage(request(message, changes), SETTINGS);
  if (!payload.ok) throw new Error(payload.reason);
  return JSON.parse(serializeMessage(payload.messageAt(NOW), { validateOnly: false }).toString('utf8'))
    .message;
}

const refusal = (message: Partial<Message>) => {
  const payload = fcmMessage(request(message), SETTINGS);
  return payload.ok ? null : payload.reason;
};

describe('a message for FCM', () => {
  it('DIS-10: the smallest one', () => {
    expect(sent({})).toEqual({
      token: 'a-token',
      data: { notification_id: ID },
      notification: { title: 'Hello' },
      android: { priority: 'normal', ttl: '3600s', collapse_key: ID, notification: { tag: ID } },
      apns: {
        headers: {
          'apns-push-type': 'alert',
          'apns-priority': '5',
          'apns-expiration': String(NOW.getTime() / 1000 + 3600),
          'apns-collapse-id': ID,
        },
        payload: { aps: { alert: { title: 'Hello' } } },
      },
    });
  });

  it('DIS-10: every member of a message has its place', () => {
    const message = sent(
      {
        title: 'Title',
        subtitle: 'Subtitle',
        body: 'Body',
        badge: 3,
        image: '/image.png',
        sound: 'chime',
        tag: 'a-tag',
        url: '/devices',
        category: 'reminder',
        critical: true,
        apns: { threadId: 'thread', relevanceScore: 0.5 },
        fcm: { channelId: 'news', analyticsLabel: 'spring' },
        data: { text: 'as it is', number: 1, list: [1, 'a'], nothing: null },
      },
      { collapseKey: 'a-key', receipt: 'a-receipt' },
    );
    expect(message).toEqual({
      token: 'a-token',
      data: {
        text: 'as it is',
        number: '1',
        list: '[1,"a"]',
        nothing: 'null',
        url: 'https://push.example.com/devices',
        notification_id: ID,
        receipt: 'a-receipt',
      },
      notification: { title: 'Title', body: 'Body', image: 'https://push.example.com/image.png' },
      android: {
        priority: 'high',
        ttl: '3600s',
        collapse_key: 'a-key',
        notification: { tag: 'a-tag', channel_id: 'news', sound: 'chime', notification_count: 3 },
      },
      apns: {
        headers: expect.objectContaining({ 'apns-priority': '10', 'apns-collapse-id': 'a-tag' }),
        payload: {
          aps: {
            alert: { title: 'Title', subtitle: 'Subtitle', body: 'Body' },
            badge: 3,
            sound: 'chime',
            category: 'reminder',
            'thread-id': 'thread',
            'interruption-level': 'time-sensitive',
            'relevance-score': 0.5,
            'mutable-content': 1,
          },
        },
      },
      fcm_options: { analytics_label: 'spring' },
    });
  });

  it('DIS-10: a silent one is data alone, and nothing is shown', () => {
    const message = sent({ silent: true, body: 'unseen', data: { a: 'b' } }, { priority: 'high' });
    expect(message).not.toHaveProperty('notification');
    expect(message.android).toEqual({ priority: 'high', ttl: '3600s' });
    expect(message.data).toEqual({ a: 'b', notification_id: ID });
    expect(message.apns).toMatchObject({
      headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
      payload: { aps: { 'content-available': 1 } },
    });
    expect(message.apns.payload.aps).not.toHaveProperty('alert');
  });

  it('DIS-10: a critical alert by Apple’s leave sounds through silence', () => {
    expect(sent({ apns: { interruptionLevel: 'critical' } }).apns.payload.aps).toMatchObject({
      sound: { critical: 1, name: 'default', volume: 1 },
      'interruption-level': 'critical',
    });
  });

  it('DIS-10: a message that is not to be kept is tried once', () => {
    const message = sent({}, { ttlSeconds: 0 });
    expect(message.android.ttl).toBe('0s');
    expect(message.apns.headers['apns-expiration']).toBe('0');
  });

  it('DIS-10: what is sent again replaces what is shown, by its tag, its key or its own id', () => {
    const shown = (message: Partial<Message>, collapseKey: string | null) => {
      const { android, apns } = sent(message, { collapseKey });
      return [android.collapse_key, android.notification.tag, apns.headers['apns-collapse-id']];
    };
    expect(shown({}, null)).toEqual([ID, ID, ID]);
    expect(shown({}, 'key')).toEqual(['key', 'key', 'key']);
    expect(shown({ tag: 'tag' }, null)).toEqual([ID, 'tag', 'tag']);
    expect(shown({ tag: 'tag' }, 'key')).toEqual(['key', 'tag', 'tag']);
    expect(shown({ tag: '' }, null)).toEqual([ID, ID, ID]);
  });

  it('DIS-10: Apple’s collapse id is a header: what is too long or not ASCII goes as its hash', () => {
    const idOf = (tag: string) => sent({ tag }).apns.headers['apns-collapse-id'];
    for (const tag of ['a'.repeat(65), 'Straße', 'two words']) {
      expect(idOf(tag)).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(idOf(tag)).not.toBe(idOf(`${tag}!`));
    }
    expect(idOf('a'.repeat(64))).toBe('a'.repeat(64));
  });

  it('DIS-10: an address that cannot be read leads to the dashboard, and ours wins over the caller’s data', () => {
    const message = sent({ url: 'https://', data: { url: 'theirs', notification_id: 'theirs' } });
    expect(message.data).toEqual({ url: 'https://push.example.com/', notification_id: ID });
  });

  it.each(['from', 'message_type', 'google', 'google.c.a', 'gcm.notification.title', 'gcm_x'])(
    'DIS-10: data named %s is refused, since FCM would refuse the whole message',
    (key) => {
      expect(refusal({ data: { [key]: 'x' } })).toBe('reserved_data_key');
    },
  );

  it('DIS-10: keys and values of data and notification have 4096 bytes together', () => {
    const usedBytes = Buffer.byteLength(`titleHellonotification_id${ID}tag${ID}body`);
    const fits = 'a'.repeat(FCM_PAYLOAD_MAX_BYTES - usedBytes);
    expect(refusal({ body: fits })).toBeNull();
    expect(refusal({ body: `${fits}a` })).toBe('too_large');
    expect(refusal({ body: `${fits.slice(1)}é` })).toBe('too_large');
    expect(refusal({ body: fits, data: { a: '' } })).toBe('too_large');
  });

  it('DIS-10: every value of data is a string, whatever the caller’s is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }), (data) => {
        const payload = fcmMessage(request({ data }), SETTINGS);
        if (!payload.ok) return;
        for (const value of Object.values(payload.messageAt(NOW).data ?? {}))
          expect(value).toBeTypeOf('string');
      }),
    );
  });
});
