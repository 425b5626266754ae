import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePushText } from './push-message.ts';
import { toShownData, toShownOptions } from './shown-notification.ts';

const ORIGIN = 'https://push.example.org';
const rules = { origin: ORIGIN, allowedOrigins: [] };

function optionsOf(payload: object) {
  return toShownOptions(parsePushText(JSON.stringify(payload)), rules);
}

describe('toShownOptions', () => {
  it('T-10: checks every address: of the click, of each action, and of each picture', () => {
    const options = optionsOf({
      title: 'x',
      icon: 'javascript:1',
      image: 'http://evil.example/a.png',
      badge: 'https://images.example.net/b.png',
      actions: [
        { action: 'a', title: 'A', url: '//evil.example' },
        { action: 'b', title: 'B', url: '/b' },
      ],
      data: { url: 'javascript:1', notification_id: 'n1' },
    });
    expect(options.icon).toBe(`${ORIGIN}/icons/icon-192.png`);
    expect(options).not.toHaveProperty('image');
    expect(options.badge).toBe('https://images.example.net/b.png');
    expect(options.data).toMatchObject({
      url: `${ORIGIN}/`,
      action_urls: { a: `${ORIGIN}/`, b: `${ORIGIN}/b` },
    });
  });

  it("WEB-13: the sender's tag replaces and alerts again; without one the id is the tag, and a repeat is silent", () => {
    expect(optionsOf({ title: 'x', tag: 'door' })).toMatchObject({ tag: 'door', renotify: true });
    const untagged = optionsOf({ title: 'x', data: { notification_id: 'n1' } });
    expect(untagged.tag).toBe('n1');
    expect(untagged).not.toHaveProperty('renotify');
    expect(optionsOf({ title: 'x', tag: 'n1', data: { notification_id: 'n1' } })).not.toHaveProperty(
      'renotify',
    );
    expect(optionsOf({ title: 'x' })).not.toHaveProperty('tag');
  });

  it('WEB-8: a message for somebody who wants to hear nothing is shown whole, and without sound', () => {
    const payload = { title: 'x', body: 'y', tag: 'door', data: { notification_id: 'n1' } };
    const { renotify: _, ...shown } = optionsOf(payload);
    expect(optionsOf({ ...payload, silent: true })).toEqual({ ...shown, silent: true });
    expect(shown).not.toHaveProperty('silent');
  });

  it('WEB-8: the pictures of our own files stand in for those that the message does not name', () => {
    const { icon, badge } = optionsOf({ title: 'x' });
    const files = [icon, badge].map(
      (url) => new URL(`../../public${new URL(url ?? '').pathname}`, import.meta.url),
    );
    for (const file of files) expect(existsSync(file)).toBe(true);
  });

  it('WEB-13: never asks for what browsers refuse: an alert without a tag, or for a silent message', () => {
    expect(optionsOf({ title: 'x', tag: 'door', silent: true })).not.toHaveProperty('renotify');
    fc.assert(
      fc.property(fc.json(), (json) => {
        const { renotify, silent, tag } = toShownOptions(parsePushText(json), rules);
        expect(renotify === true && (silent === true || !tag)).toBe(false);
      }),
    );
  });
});

describe('toShownData', () => {
  it('WEB-13: reads back what was shown', () => {
    const { data } = optionsOf({
      title: 'x',
      actions: [{ action: 'open', title: 'Open', url: '/b' }],
      data: { url: '/a', notification_id: 'n1', receipt: 'r1', own: { kept: true } },
    });
    expect(data).toMatchObject({ own: { kept: true } });
    expect(toShownData(data, rules)).toEqual({
      url: `${ORIGIN}/a`,
      notification_id: 'n1',
      receipt: 'r1',
      action_urls: { open: `${ORIGIN}/b` },
    });
  });

  it('T-10: checks stored addresses again, and takes anything without throwing', () => {
    expect(toShownData({ url: 'javascript:1', action_urls: { a: '//evil.example' } }, rules)).toMatchObject({
      url: `${ORIGIN}/`,
      action_urls: { a: `${ORIGIN}/` },
    });
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(toShownData(data, rules).url.startsWith(`${ORIGIN}/`)).toBe(true);
      }),
    );
  });
});
