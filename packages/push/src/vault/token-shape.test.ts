import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTokenShape, type TextTokenProvider } from './token-shape.ts';

const accepts = (provider: TextTokenProvider, token: string) =>
  checkTokenShape(provider, token, 'push_token').ok;
const hex = (bytes: number) => 'aB'.repeat(bytes);

describe('tokens that a provider issues', () => {
  it.each<[TextTokenProvider, string, string]>([
    ['apns', '32 bytes', hex(32)],
    ['apns', '80 bytes', hex(80)],
    ['apns', '100 bytes, the longest', hex(100)],
    ['fcm', 'with a colon', `dTxbVurMB3E:APA91b${'x_-9'.repeat(33)}`],
    ['fcm', 'without a colon', `cX${'-Zz9'.repeat(30)}`],
    ['fcm', 'with percent, dot, slash, plus, equals', `f.c%2F1234567890:APA91b/${'a'.repeat(40)}+x==`],
    ['fcm', '4096 characters, the longest', 'a:'.repeat(2048)],
    ['expo', 'the older prefix', 'ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]'],
    ['expo', 'the newer prefix', 'ExpoPushToken[aB3_-xyz]'],
  ])('TOK-11: %s, %s, passes', (provider, _, token) => {
    expect(accepts(provider, token)).toBe(true);
  });
});

describe('texts that no provider issues', () => {
  it.each<[TextTokenProvider, string, string]>([
    ['apns', 'empty', ''],
    ['apns', '31 bytes', hex(31)],
    ['apns', 'an odd number of characters', `${hex(32)}a`],
    ['apns', '101 bytes', hex(101)],
    ['apns', 'not hexadecimal', 'g'.repeat(64)],
    ['apns', 'in angle brackets, as old SDKs printed it', `<${hex(32)}>`],
    ['apns', 'with a line break at the end', `${hex(32)}\n`],
    ['apns', "Expo's", 'ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]'],
    ['fcm', 'a placeholder', 'token'],
    ['fcm', 'with a space', `abc ${'x'.repeat(100)}`],
    ['fcm', 'over 4096 characters', 'a'.repeat(4097)],
    ['fcm', "Expo's", 'ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]'],
    ['fcm', "APNs'", hex(32)],
    ['fcm', 'an address', `https://fcm.googleapis.com/fcm/send/${'a'.repeat(40)}`],
    ['expo', 'empty brackets', 'ExponentPushToken[]'],
    ['expo', 'no brackets', 'ExponentPushToken'],
    ['expo', 'another prefix', 'PushToken[abc]'],
    ['expo', 'something behind', 'ExpoPushToken[abc]x'],
    ['expo', 'nested brackets', 'ExpoPushToken[[abc]]'],
    ['expo', 'with a line break at the end', 'ExpoPushToken[abc]\n'],
    ['expo', "FCM's", `dTxbVurMB3E:APA91b${'x_-9'.repeat(33)}`],
  ])('TOK-11: %s, %s, is refused', (provider, _, token) => {
    expect(accepts(provider, token)).toBe(false);
  });

  it('TOK-11: the refusal names the field and what was expected, never the token', () => {
    expect(checkTokenShape('apns', 'canary', 'pushToken')).toEqual({
      ok: false,
      error: {
        path: 'pushToken',
        message: 'Expected an APNs device token: 64 to 200 hexadecimal characters, an even number',
      },
    });
  });

  it('TOK-11: any text gets an answer in bounded time, and text with white space or control characters is refused', () => {
    const providers = fc.constantFrom<TextTokenProvider>('apns', 'fcm', 'expo');
    fc.assert(
      fc.property(
        providers,
        fc.string({ maxLength: 300 }),
        fc.constantFrom(' ', '\n', '\t', '\0'),
        (provider, text, space) => {
          expect(accepts(provider, `${text}${space}${text}`)).toBe(false);
        },
      ),
    );
  });
});
