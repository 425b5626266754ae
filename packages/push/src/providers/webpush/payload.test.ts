import { LIMITS } from '@carillon/contracts/limits';
import { messageSchema } from '@carillon/contracts/notifications';
import { webPushPayloadSchema } from '@carillon/contracts/web-push';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRequest } from '../../../test/web-push-request.ts';
import { serializePayload, webPushPayload } from './payload.ts';

const SETTINGS = {
  dashboardUrl: 'https://push.example.com',
  iconUrl: '/icons/icon.png',
  badgeUrl: '/icons/badge.png',
};

const FULL = messageSchema.parse({
  title: 'Deploy finished',
  body: 'All green',
  icon: '/icons/deploy.png',
  badge: 7,
  image: 'https://cdn.example.com/graph.png',
  tag: 'deploy',
  url: '/deploys/1?tab=log',
  silent: false,
  actions: [{ action: 'open', title: 'Open', url: '/deploys/1' }],
  data: { build: 12, url: 'https://evil.example', notification_id: 'forged' },
});

describe('webPushPayload', () => {
  it('WEB-8: carries the classic members and the declarative ones, each in its own place', () => {
    const request = aRequest({ message: FULL, collapseKey: 'ignored-here', receipt: 'signed-receipt' });
    expect(JSON.parse(serializePayload(webPushPayload(request, SETTINGS)).toString('utf8'))).toEqual({
      web_push: 8030,
      notification: {
        title: 'Deploy finished',
        body: 'All green',
        tag: 'deploy',
        silent: false,
        navigate: 'https://push.example.com/deploys/1?tab=log',
        icon: 'https://push.example.com/icons/deploy.png',
        app_badge: '7',
      },
      title: 'Deploy finished',
      body: 'All green',
      tag: 'deploy',
      silent: false,
      icon: '/icons/deploy.png',
      badge: '/icons/badge.png',
      image: 'https://cdn.example.com/graph.png',
      actions: [{ action: 'open', title: 'Open', url: '/deploys/1' }],
      data: {
        build: 12,
        url: '/deploys/1?tab=log',
        notification_id: request.notificationId,
        receipt: 'signed-receipt',
      },
    });
  });

  it('WEB-8: the caller cannot replace url, notification_id or receipt through its own data', () => {
    const data = { url: 'https://evil.example', notification_id: 'x', receipt: 'forged' };
    const request = aRequest({ message: { title: 't', data }, receipt: 'ours' });
    expect(webPushPayload(request, SETTINGS).data).toEqual({
      url: '/',
      notification_id: request.notificationId,
      receipt: 'ours',
    });
  });

  it.each([
    ['the message tag', { tag: 'tag' }, 'key', 'tag'],
    ['the collapse key', {}, 'key', 'key'],
    ['the notification id', {}, null, '01890a5d-ac96-774b-bcce-b302099a8057'],
  ])('WEB-8: the tag falls back to %s', (_name, extra, collapseKey, expected) => {
    const payload = webPushPayload(aRequest({ message: { title: 't', ...extra }, collapseKey }), SETTINGS);
    expect([payload.tag, payload.notification.tag]).toEqual([expected, expected]);
  });

  it('WEB-8: an address that cannot be read leads to the dashboard instead of failing the message', () => {
    const message = { title: 't', url: 'https://[broken', icon: 'http://%' };
    const { notification } = webPushPayload(aRequest({ message }), SETTINGS);
    expect([notification.navigate, notification.icon]).toEqual([
      'https://push.example.com/',
      'https://push.example.com/',
    ]);
  });

  it('WEB-8: a message of a title alone has no empty members', () => {
    const settings = { ...SETTINGS, iconUrl: null, badgeUrl: null };
    const request = aRequest({ message: { title: 'Only' } });
    const { notificationId } = request;
    expect(JSON.parse(serializePayload(webPushPayload(request, settings)).toString('utf8'))).toEqual({
      web_push: 8030,
      notification: { title: 'Only', navigate: 'https://push.example.com/', tag: notificationId },
      title: 'Only',
      tag: notificationId,
      data: { url: '/', notification_id: notificationId },
    });
  });
});

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: 'grapheme', size: 'max' });

const message = fc
  .record(
    {
      title: text(LIMITS.titleLength / 4),
      body: text(LIMITS.bodyLength / 2),
      tag: text(20),
      url: fc.constantFrom('/', '/a?b=c#d', 'https://elsewhere.example/x'),
      badge: fc.nat(99_999),
      silent: fc.boolean(),
      data: fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    },
    { requiredKeys: ['title'] },
  )
  .filter((candidate) => messageSchema.safeParse(candidate).success)
  .map((candidate) => messageSchema.parse(candidate));

describe('serializePayload', () => {
  it('DIS-10: whatever the message, the web push payload has the form that the service worker reads', () => {
    fc.assert(
      fc.property(message, (generated) => {
        const request = aRequest({ message: generated });
        const payload = JSON.parse(serializePayload(webPushPayload(request, SETTINGS)).toString('utf8'));
        const parsed = webPushPayloadSchema.parse(payload);
        expect(parsed).toEqual(payload);
        expect(parsed.title).toBe(generated.title);
        expect(parsed.body).toBe(generated.body);
        expect(new URL(parsed.notification.navigate).protocol).toBe('https:');
      }),
    );
  });

  it('WEB-8: a body of the greatest length fits, whole for the service worker and cut in the declarative copy', () => {
    const body = 'a'.repeat(LIMITS.bodyLength);
    const request = aRequest({ message: { title: 't'.repeat(LIMITS.titleLength), body } });
    const bytes = serializePayload(webPushPayload(request, SETTINGS));
    const payload = webPushPayloadSchema.parse(JSON.parse(bytes.toString('utf8')));
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.webPushPlaintextBytes);
    expect(bytes.length).toBeGreaterThan(LIMITS.webPushPlaintextBytes - 10);
    expect(payload.body).toBe(body);
    expect(payload.notification.body).toMatch(/^a+…$/);
  });

  it('WEB-8: a cut never splits a character, and the copy is cut only when the whole does not fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.constantFrom('é', '🔔', '"', '\n', '漢'),
        (length, character) => {
          const body = character.repeat(length);
          const bytes = serializePayload(
            webPushPayload(aRequest({ message: { title: 't', body } }), SETTINGS),
          );
          const { notification } = webPushPayloadSchema.parse(JSON.parse(bytes.toString('utf8')));
          expect(notification.body?.isWellFormed()).toBe(true);
          const cut = notification.body !== body;
          if (cut) expect(body.startsWith(notification.body?.slice(0, -1) ?? '')).toBe(true);
          else expect(bytes.length).toBeLessThanOrEqual(LIMITS.webPushPlaintextBytes);
        },
      ),
    );
  });

  it('WEB-8: data that alone is too large leaves the payload over the limit, for encryption to refuse', () => {
    const request = aRequest({ message: { title: 't', body: 'b', data: { blob: 'x'.repeat(4000) } } });
    expect(serializePayload(webPushPayload(request, SETTINGS)).length).toBeGreaterThan(
      LIMITS.webPushPlaintextBytes,
    );
  });
});
