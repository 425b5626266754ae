import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { DeadlineError, failureReasonOf } from './failure-reason.ts';

function refusal(code: string): TRPCClientError<never> {
  const data = { code, requestId: null, errors: [] };
  return TRPCClientError.from({
    error: { code: -32_000, message: 'refused', data },
  }) as TRPCClientError<never>;
}

describe('failureReasonOf', () => {
  it.each([
    ['unavailable', 'server-unreachable'],
    ['unauthenticated', 'signed-out'],
    ['device_limit_reached', 'device-limit'],
    ['rate_limited', 'rate-limited'],
    ['endpoint_taken', 'refused'],
    ['internal', 'refused'],
  ])('WEB-13: the server saying %s is %s', (code, reason) => {
    expect(failureReasonOf(refusal(code))).toBe(reason);
  });

  it('WEB-13: no server, no push service and the unknown are told apart', () => {
    expect(failureReasonOf(TRPCClientError.from(new TypeError('Failed to fetch')))).toBe(
      'server-unreachable',
    );
    expect(failureReasonOf(new DOMException('x', 'AbortError'))).toBe('push-service');
    expect(failureReasonOf(new DeadlineError('x'))).toBe('push-service');
    expect(failureReasonOf(new DOMException('x', 'InvalidStateError'))).toBe('unknown');
    expect(failureReasonOf('x')).toBe('unknown');
  });
});
