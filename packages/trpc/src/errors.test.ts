import { AppError, ERROR_CATALOGUE } from '@carillon/contracts/errors';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rpcCode, toAppError } from './errors.ts';

const schema = z.object({
  name: z.string().max(3),
  keys: z.object({ auth: z.string() }),
  shape: z.union([z.object({ a: z.string(), b: z.string() }), z.object({ c: z.string() })]).optional(),
});

function refuse(input: unknown): AppError {
  const { error } = schema.safeParse(input);
  return toAppError(new TRPCError({ code: 'BAD_REQUEST', cause: error }));
}

describe('toAppError', () => {
  it('API-2: keeps what a use case threw on purpose, also inside what tRPC wraps around it', () => {
    const thrown = new AppError('conflict', { detail: 'Taken.' });
    expect(toAppError(thrown)).toBe(thrown);
    expect(toAppError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: thrown }))).toBe(thrown);
  });

  it('API-2: names each refused field and what was expected of it, never the value', () => {
    const error = refuse({ name: 'canary', keys: { auth: 7 } });
    expect(error.code).toBe('validation_failed');
    expect(error.errors).toEqual([
      { path: 'name', message: expect.stringContaining('3') },
      { path: 'keys.auth', message: expect.stringContaining('expected string') },
    ]);
    expect(error.message).toBe('Check name, keys.auth.');
    expect(JSON.stringify(error.errors)).not.toContain('canary');
  });

  it('API-2: of alternatives, tells of the one that fits best', () => {
    const error = refuse({ name: 'x', keys: { auth: 'a' }, shape: { c: 1 } });
    expect(error.errors.map(({ path }) => path)).toEqual(['shape.c']);
  });

  it('API-2: an alternative that a given member rules out is not the one that is told of', () => {
    const either = z.union([
      z.object({ a: z.string(), b: z.string(), other: z.never().optional() }),
      z.object({ other: z.string(), a: z.never({ error: 'Expected a or other' }).optional() }),
    ]);
    const pathsOf = (input: unknown) => {
      const { error } = either.safeParse(input);
      return toAppError(new TRPCError({ code: 'BAD_REQUEST', cause: error })).errors.map(({ path }) => path);
    };
    expect(pathsOf({ a: 1 })).toEqual(['a', 'b']);
    expect(pathsOf({ other: 1 })).toEqual(['other']);
    // Ruled out both: what fits best.
    expect(pathsOf({ a: 'x', b: 'x', other: 'x' })).toEqual(['other']);
  });

  it('API-2: what nobody threw on purpose is `internal` without a word of it; the log gets the cause', () => {
    for (const thrown of [new Error('canary'), 'canary', null, { canary: 1 }]) {
      const error = toAppError(thrown);
      expect(error.code).toBe('internal');
      expect(error.message).not.toContain('canary');
      expect(error.cause).toBe(thrown);
    }
  });

  it("API-2: an answer that does not fit its schema is our fault, not the caller's", () => {
    const { error } = schema.safeParse({});
    expect(toAppError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error })).code).toBe('internal');
  });

  it.each([
    ['refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['its disk is full', Object.assign(new Error('could not extend file'), { code: '53100' })],
    ['shut down', Object.assign(new Error('terminating'), { code: '57P01' })],
    ['connection exception', Object.assign(new Error('x'), { code: '08006' })],
    ['cut off', new Error('Connection terminated unexpectedly')],
    ['pool timeout', new Error('timeout exceeded when trying to connect')],
    ['Prisma', Object.assign(new Error('x'), { code: 'P1001' })],
    ['a driver adapter', new Error('x', { cause: { kind: 'DatabaseNotReachable' } })],
    ['all addresses', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })])],
  ])('F-3: a database that is away (%s) is `unavailable` with a Retry-After', (_, thrown) => {
    const error = toAppError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: thrown }));
    expect(error.code).toBe('unavailable');
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('F-3: whoever throws `unavailable` without a time to come back gets one', () => {
    const { code, message, retryAfterSeconds } = toAppError(
      new AppError('unavailable', { detail: 'Too busy.' }),
    );
    expect({ code, message }).toEqual({ code: 'unavailable', message: 'Too busy.' });
    expect(retryAfterSeconds).toBeGreaterThan(0);
    const known = new AppError('unavailable', { detail: 'Too busy.', retryAfterSeconds: 60 });
    expect(toAppError(known)).toBe(known);
  });

  it("keeps tRPC's own refusals: no such procedure, wrong method, broken JSON, a batch that is too long", () => {
    const codes = [
      new TRPCError({ code: 'NOT_FOUND', message: 'No procedure found on path "x"' }),
      new TRPCError({ code: 'METHOD_NOT_SUPPORTED', message: 'x' }),
      new TRPCError({ code: 'BAD_REQUEST', message: 'canary', cause: new SyntaxError('canary') }),
      new TRPCError({ code: 'BAD_REQUEST', message: 'Batch call exceeds maximum size' }),
      new TRPCError({ code: 'BAD_REQUEST', message: 'canary', cause: new Error('canary') }),
    ].map(toAppError);
    expect(codes.map(({ code }) => code)).toEqual([
      'not_found',
      'method_not_allowed',
      'validation_failed',
      'validation_failed',
      'validation_failed',
    ]);
    expect(codes.map(({ message }) => message).join()).not.toContain('canary');
  });

  it('has a JSON-RPC number for every status of the catalogue', () => {
    for (const { status } of Object.values(ERROR_CATALOGUE)) {
      expect(rpcCode(status) === rpcCode(500)).toBe(status >= 500);
    }
  });
});
