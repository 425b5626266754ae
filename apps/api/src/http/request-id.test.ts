import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

const given = (value: string) => requestIdOf({ headers: { 'x-request-id': value } });

describe('requestIdOf', () => {
  it('API-2: honours a sane id of the caller', () => {
    expect(given('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it.each(['short', 'x'.repeat(129), 'with space', 'line\nbreak', '<script>alert(1)</script>', ''])(
    'API-2: replaces %j by one of its own',
    (value) => {
      expect(given(value)).toMatch(/^[0-9a-f-]{36}$/);
      expect(given(value)).not.toBe(given(value));
    },
  );
});
