import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aSendRequest } from '../../../test/send-request.ts';
import type { SendRequest } from '../provider.ts';
import { EXPO_PAYLOAD_BYTES, expoMessage, isWithinLimit } from './payload.ts';

const DASHBOARD = { dashboardUrl: 'https://push.example.com' };
const NOTIFICATION_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const TOKEN = 'ExponentPushToken[aaaaaaaaaaaaaaaaaaaaaa]';

function payloadOf(changes: Partial<SendRequest<'expo'>>) {
  return expoMessage(aSendRequest<'expo'>({ provider: 'expo', token: TOKEN }, changes), DASHBOARD);
}

describe('expoMessage', () => {
  it('DIS-10: a plain message is its title, its life and what it is called by, and nothing else', () => {
    expect(payloadOf({})).toEqual({
      to: TOKEN,
      title: 'Hello',
      priority: 'normal',
      ttl: 3600,
      tag: NOTIFICATION_ID,
      collapseId: NOTIFICATION_ID,
      data: { notification_id: NOTIFICATION_ID },
    });
  });

  it('DIS-10: every member of a message that Expo knows has its place', () => {
    const message = {
      title: 'Door',
      subtitle: 'Front',
      body: 'Somebody rang',
      sound: 'bell.wav',
      badge: 0,
      image: '/images/door.jpg',
      url: '/doors/1',
      data: { door: 1, notification_id: 'mine', url: 'mine' },
      category: 'door',
      apns: { threadId: 'doors', interruptionLevel: 'active', relevanceScore: 0.5 },
      fcm: { channelId: 'alarms', analyticsLabel: 'unused' },
    } as const;
    expect(payloadOf({ message, priority: 'high', receipt: 'r', collapseKey: 'door-1' })).toEqual({
      to: TOKEN,
      title: 'Door',
      subtitle: 'Front',
      body: 'Somebody rang',
      sound: 'bell.wav',
      badge: 0,
      priority: 'high',
      ttl: 3600,
      tag: 'door-1',
      collapseId: 'door-1',
      threadId: 'doors',
      interruptionLevel: 'active',
      relevanceScore: 0.5,
      channelId: 'alarms',
      categoryId: 'door',
      richContent: { image: 'https://push.example.com/images/door.jpg' },
      mutableContent: true,
      data: {
        door: 1,
        url: 'https://push.example.com/doors/1',
        notification_id: NOTIFICATION_ID,
        receipt: 'r',
      },
    });
  });

  it('DIS-10: a silent message shows nothing, and has the priority that Apple demands of it', () => {
    const message = { title: 'Sync', body: 'unseen', sound: 'bell.wav', silent: true, data: { since: 7 } };
    expect(payloadOf({ message, priority: 'high' })).toEqual({
      to: TOKEN,
      priority: 'normal',
      contentAvailable: true,
      ttl: 3600,
      tag: NOTIFICATION_ID,
      collapseId: NOTIFICATION_ID,
      data: { since: 7, notification_id: NOTIFICATION_ID },
    });
  });

  it('DIS-10: a critical message breaks through a focus, unless its sender chose a level', () => {
    expect(payloadOf({ message: { title: 'Fire', critical: true } })).toMatchObject({
      interruptionLevel: 'time-sensitive',
      priority: 'high',
    });
    const chosen = { title: 'Fire', sound: 'siren.wav', apns: { interruptionLevel: 'critical' } } as const;
    expect(payloadOf({ message: chosen })).toMatchObject({
      interruptionLevel: 'critical',
      sound: { critical: true, name: 'siren.wav', volume: 1 },
    });
  });

  it('DIS-10: what a message is collapsed by fits Apple’s header, and differs where the names do', () => {
    const long = (end: string) => payloadOf({ message: { title: 'Hello', tag: `${'ä'.repeat(60)}${end}` } });
    const { collapseId } = long('1');
    expect(Buffer.byteLength(collapseId ?? '')).toBeLessThanOrEqual(64);
    expect(long('1').collapseId).toBe(collapseId);
    expect(long('2').collapseId).not.toBe(collapseId);
    expect(payloadOf({ message: { title: 'Hello', tag: 'a' }, collapseKey: 'b' }).tag).toBe('a');
  });
});

describe('isWithinLimit', () => {
  it('DIS-10: counts the bytes of what Apple and Google get, to the last one', () => {
    const empty = payloadOf({ message: { title: '' } });
    const { to: _, ...payload } = empty;
    const room = EXPO_PAYLOAD_BYTES - Buffer.byteLength(JSON.stringify(payload));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * room }), (length) => {
        const message = payloadOf({ message: { title: 'x'.repeat(length) } });
        expect(isWithinLimit(message)).toBe(length <= room);
      }),
    );
    expect(isWithinLimit(payloadOf({ message: { title: 'ä'.repeat(room) } }))).toBe(false);
  });
});
