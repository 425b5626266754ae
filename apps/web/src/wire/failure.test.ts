import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

const answered = (data: object) =>
  TRPCClientError.from({ error: { code: -32_000, message: 'Check name.', data } } as never);

describe('failureOf', () => {
  it('API-2: keeps the code, the request id and the fields of the server’s answer', () => {
    const errors = [{ path: 'name', message: 'Expected at most 100 characters' }];
    expect(failureOf(answered({ code: 'validation_failed', requestId: 'r-1', errors }))).toEqual({
      code: 'validation_failed',
      message: 'Check name.',
      isRetryable: false,
      requestId: 'r-1',
      fields: { name: 'Expected at most 100 characters' },
    });
  });

  it('tries again what may pass by itself, and never what was limited', () => {
    expect(failureOf(answered({ code: 'unavailable', requestId: null, errors: [] })).isRetryable).toBe(true);
    expect(failureOf(answered({ code: 'rate_limited', requestId: null, errors: [] })).isRetryable).toBe(
      false,
    );
    expect(failureOf(answered({ code: 'forbidden', requestId: null, errors: [] })).isRetryable).toBe(false);
  });

  it('takes what the server did not say for a failure of the network', () => {
    for (const error of [new TypeError('fetch failed'), answered({ html: true }), undefined]) {
      expect(failureOf(error)).toMatchObject({ code: 'network', isRetryable: true });
    }
  });
});
