import { type WebPushPayload, webPushPayloadSchema } from '@carillon/contracts/web-push';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePushText } from './push-message.ts';

const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '');
const optionalText = fc.option(text, { nil: undefined });

const payloads: fc.Arbitrary<WebPushPayload> = fc
  .record({
    title: text,
    body: optionalText,
    icon: optionalText,
    badge: optionalText,
    tag: optionalText,
    image: optionalText,
    silent: fc.boolean(),
    actions: fc.array(fc.record({ action: text, title: text, url: text })),
    data: fc.record({ url: text, notification_id: fc.uuid(), receipt: optionalText, own: fc.jsonValue() }),
    badgeCount: fc.nat(),
  })
  .map(({ badgeCount, ...classic }) => ({
    web_push: 8030 as const,
    notification: { title: classic.title, navigate: classic.data.url, app_badge: String(badgeCount) },
    ...classic,
  }))
  // As it travels: members without a value are not there.
  .map((payload) => webPushPayloadSchema.parse(JSON.parse(JSON.stringify(payload))));

describe('parsePushText', () => {
  it('WEB-8: loses nothing of any payload that the contract allows', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(parsePushText(JSON.stringify(payload))).toEqual({
          title: payload.title,
          body: payload.body,
          icon: payload.icon,
          badge: payload.badge,
          image: payload.image,
          tag: payload.tag,
          isSilent: payload.silent,
          actions: payload.actions,
          url: payload.data.url,
          notificationId: payload.data.notification_id,
          receipt: payload.data.receipt,
          appBadgeCount: Number(payload.notification.app_badge),
          data: payload.data,
        });
      }),
    );
  });

  it('WEB-8: reads a payload that has the declarative members alone', () => {
    const payload = {
      web_push: 8030,
      notification: { title: 'Door', body: 'Open', navigate: '/door', tag: 'door' },
    };
    expect(parsePushText(JSON.stringify(payload))).toMatchObject({
      title: 'Door',
      body: 'Open',
      url: '/door',
      tag: 'door',
    });
  });

  it('WEB-13: plain text becomes the body', () => {
    expect(parsePushText('The door is open')).toMatchObject({
      title: 'New notification',
      body: 'The door is open',
    });
    expect(parsePushText('"quoted"')).toMatchObject({ body: 'quoted' });
    expect(parsePushText('42')).toMatchObject({ body: '42' });
  });

  it.each([null, '', ' \n', '{}', '[]', '{"title": "cut o', '[1,', '{"title": 7, "body": null}'])(
    'WEB-13: %j still gives something to show',
    (broken) => {
      expect(parsePushText(broken)).toMatchObject({
        title: 'New notification',
        body: 'Open the dashboard to read it.',
      });
    },
  );

  it('WEB-13: whatever arrives, there is a title, and nothing throws', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .object({
          key: fc.constantFrom('title', 'body', 'data', 'actions', 'notification', 'url', '__proto__'),
        })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anything, (received) => {
        const message = parsePushText(received);
        expect(message.title.trim()).not.toBe('');
        for (const action of message.actions) expect(typeof action.title).toBe('string');
      }),
      { numRuns: 300 },
    );
  });
});
