import { TRPCClientError } from '@trpc/client';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AppRouter } from './app-router.ts';
import { type ErrorData, failureOf } from './errors.ts';

type Served = AppRouter['_def']['_config']['$types']['errorShape']['data'];

describe('failureOf', () => {
  it('API-2: what it reads is what the server sends', () => {
    expectTypeOf<ErrorData>().toEqualTypeOf<Served>();
    const data: Served = {
      code: 'validation_failed',
      httpStatus: 400,
      requestId: 'request-1',
      errors: [{ path: 'title', message: 'Expected text' }],
      retryAfterSeconds: null,
    };
    const error = TRPCClientError.from({ error: { code: -32600, message: 'title: Expected text', data } });
    expect(failureOf(error)).toEqual({
      code: 'validation_failed',
      message: 'title: Expected text',
      status: 400,
      requestId: 'request-1',
      retryAfterSeconds: null,
      fields: [{ path: 'title', message: 'Expected text' }],
    });
  });

  it('whatever was thrown instead is the network’s, and never throws itself', () => {
    const thrown = fc.oneof(
      fc.string().map((message) => new TypeError(message)),
      fc.dictionary(fc.constantFrom('code', 'httpStatus', 'errors'), fc.jsonValue()).map((data) => {
        return TRPCClientError.from({ error: { code: -32603, message: 'A proxy', data } } as never);
      }),
    );
    fc.assert(
      fc.property(thrown, (error) => {
        const { code, status } = failureOf(error);
        expect(typeof code).toBe('string');
        expect(code !== 'network' || status === 0).toBe(true);
      }),
    );
    expect(failureOf(null)).toMatchObject({ code: 'network', status: 0 });
  });
});
