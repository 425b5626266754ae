import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeImageUrl, safeUrl } from './safe-url.ts';

const ORIGIN = 'https://push.example.org';
const ALLOWED = 'https://app.example.com';
const rules = { origin: ORIGIN, allowedOrigins: [ALLOWED] };

const HOSTILE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript:alert(1)',
  '\u0000javascript:alert(1)',
  'javascript://push.example.org/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'vbscript:msgbox(1)',
  'blob:https://push.example.org/6a1c5e3e',
  'filesystem:https://push.example.org/temporary/a.html',
  'file:///etc/passwd',
  'about:blank',
  'view-source:https://push.example.org/',
  'chrome://settings',
  'intent://scan/#Intent;scheme=zxing;end',
  'ws://push.example.org/',
  'ftp://push.example.org/',
  'mailto:a@example.org',
  '//evil.example',
  '///evil.example',
  '////evil.example/x',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https:\\\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https://evil.example',
  'https://evil.example/push.example.org',
  'https://push.example.org.evil.example/',
  'https://push.example.org@evil.example/',
  'https://evil.example#@push.example.org/',
  'https://user:word@push.example.org/',
  'https://user@push.example.org/',
  'https://push.example.org:8443/',
  'http://push.example.org/',
  'http://app.example.com/',
  'https://app.example.com.evil.example/',
  'https://app.example.com:444/',
  'https://xn--pple-43d.example/',
  'https://[::1]/',
  'https://',
  'http://%00/',
  'devices',
  '?a=b',
  '#a',
  '.',
  '',
];

describe('safeUrl', () => {
  it.each(HOSTILE)('T-10: %j falls back to the start page', (candidate) => {
    expect(safeUrl(candidate, rules)).toBe(`${ORIGIN}/`);
  });

  it.each([undefined, null, 7, true, {}, [], ['/devices'], { toString: () => '/devices' }])(
    'T-10: a value that is not text falls back: %j',
    (candidate) => {
      expect(safeUrl(candidate, rules)).toBe(`${ORIGIN}/`);
    },
  );

  it('WEB-13: keeps paths of ours, addresses of ours and those of allowed origins', () => {
    expect(safeUrl('/notifications/1?a=b#c', rules)).toBe(`${ORIGIN}/notifications/1?a=b#c`);
    expect(safeUrl(`${ORIGIN}/devices`, rules)).toBe(`${ORIGIN}/devices`);
    expect(safeUrl('HTTPS://PUSH.example.org:443/devices', rules)).toBe(`${ORIGIN}/devices`);
    expect(safeUrl(`${ALLOWED}/orders/1`, rules)).toBe(`${ALLOWED}/orders/1`);
    expect(safeUrl('/./../%2e%2e//evil.example', rules)).toBe(`${ORIGIN}//evil.example`);
  });

  it('T-10: whatever is given, what comes out is http(s), of an allowed origin, and without user and password', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      ':',
      '@',
      '//',
      'https',
      'javascript:',
      'evil.example',
      ORIGIN,
      '\t',
      '.',
      '#',
    );
    const addresses = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(addresses, (candidate) => {
        const url = new URL(safeUrl(candidate, rules));
        expect([ORIGIN, ALLOWED]).toContain(url.origin);
        expect(['https:', 'http:']).toContain(url.protocol);
        expect(url.username + url.password).toBe('');
        expect(safeUrl(url.href, rules)).toBe(url.href);
      }),
      { numRuns: 500 },
    );
  });
});

describe('safeImageUrl', () => {
  it('T-10: takes pictures by https or from our own origin, and nothing that could run', () => {
    expect(safeImageUrl('https://images.example.net/a.png', ORIGIN)).toBe('https://images.example.net/a.png');
    expect(safeImageUrl('/icons/a.png', 'http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000/icons/a.png');
    const refused = [
      'http://images.example.net/a.png',
      'data:image/svg+xml,<svg/>',
      'javascript:1',
      '//x.example/a',
      7,
    ];
    for (const candidate of refused) expect(safeImageUrl(candidate, ORIGIN)).toBeUndefined();
  });
});
