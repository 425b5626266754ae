import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audienceSchema, clickUrlSchema } from './notifications.ts';

describe('clickUrlSchema', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://example.com/1',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https://dashboard.example@evil.example/',
    'devices',
    '',
  ])('T-10: refuses %j', (value) => {
    expect(clickUrlSchema.safeParse(value).success).toBe(false);
  });

  it.each(['/', '/devices/1?tab=2#x', 'https://example.com/a', 'http://127.0.0.1:3000/'])(
    'takes %j',
    (value) => {
      expect(clickUrlSchema.parse(value)).toBe(value);
    },
  );

  it('T-10: whatever it takes leads to an http(s) page when a browser resolves it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `/${text}`),
        ),
        (value) => {
          if (!clickUrlSchema.safeParse(value).success) return;
          const resolved = new URL(value, 'https://own.invalid');
          expect(['https:', 'http:']).toContain(resolved.protocol);
          if (value.startsWith('/')) expect(resolved.origin).toBe('https://own.invalid');
        },
      ),
    );
  });
});

describe('audienceSchema', () => {
  const userIds = ['01a20190-fc4c-7004-9602-04e2194ee305'];

  it('DIS-2: takes exactly one kind of audience', () => {
    expect(audienceSchema.safeParse({ userIds }).success).toBe(true);
    expect(audienceSchema.safeParse({ broadcast: true }).success).toBe(true);
    expect(audienceSchema.safeParse({}).success).toBe(false);
    expect(audienceSchema.safeParse({ userIds, broadcast: true }).success).toBe(false);
  });

  it('DIS-3: an empty list is nobody, and is refused rather than taken for everybody', () => {
    expect(audienceSchema.safeParse({ userIds: [] }).success).toBe(false);
    expect(audienceSchema.safeParse({ broadcast: false }).success).toBe(false);
  });
});
