import { Expo } from 'expo-server-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTokenShape } from '../../vault/token-shape.ts';
import { RECEIPTS_PER_REQUEST } from './receipts.ts';
import { MESSAGES_PER_REQUEST } from './sender.ts';
import { EXPO_DEFAULTS, expoSettingsSchema } from './settings.ts';

const SETTINGS = {
  ...EXPO_DEFAULTS,
  accessToken: null,
  dashboardUrl: 'http://localhost:3000',
  testCaPem: null,
};

describe('expoSettingsSchema', () => {
  it('DIS-7: the defaults are complete but for what the installation says', () => {
    expect(expoSettingsSchema.parse(SETTINGS)).toEqual(SETTINGS);
  });

  it.each([
    ['an address in clear', { baseUrl: 'http://exp.host' }, 'baseUrl'],
    ['an empty access token', { accessToken: '' }, 'accessToken'],
    ['more than Expo takes', { messagesPerSecond: 601 }, 'messagesPerSecond'],
  ])('DIS-7: %s is refused by name', (_, change, name) => {
    const result = expoSettingsSchema.safeParse({ ...SETTINGS, ...change });
    expect(result.error?.issues[0]?.path).toEqual([name]);
  });
});

describe('Expo’s own client', () => {
  it('DIS-10: takes requests at least as large as ours', () => {
    expect(MESSAGES_PER_REQUEST).toBeLessThanOrEqual(Expo.pushNotificationChunkSizeLimit);
    // Its own limit is lower than what Expo documents as the most; an answer of ours is bounded by bytes besides.
    expect(RECEIPTS_PER_REQUEST).toBeGreaterThanOrEqual(Expo.pushNotificationReceiptChunkSizeLimit);
  });

  it('TOK-11: takes every token that we take; we are stricter about what stands between the brackets', () => {
    const inner = fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/);
    fc.assert(
      fc.property(inner, fc.constantFrom('ExponentPushToken', 'ExpoPushToken'), (id, name) => {
        const token = `${name}[${id}]`;
        expect(checkTokenShape('expo', token, 'push_token').ok).toBe(true);
        expect(Expo.isExpoPushToken(token)).toBe(true);
      }),
    );
    for (const token of ['ExponentPushToken[]', 'ExponentPushToken[a b]', 'exponentpushtoken[a]', 'abc']) {
      const result = checkTokenShape('expo', token, 'push_token');
      expect(result).toEqual({
        ok: false,
        error: { path: 'push_token', message: 'Expected ExponentPushToken[…] or ExpoPushToken[…]' },
      });
    }
  });
});
