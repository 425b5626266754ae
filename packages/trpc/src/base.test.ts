import type { Caller, UserCaller } from '@carillon/auth/caller';
import { AppError } from '@carillon/contracts/errors';
import { deviceIdSchema, sessionIdSchema, userIdSchema } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import { createLogger } from '@carillon/runtime/logger';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { adminProcedure, optionalUserProcedure, publicProcedure, router, userProcedure } from './base.ts';
import { type Context, createContext } from './context.ts';
import { restRoutes } from './meta.ts';
import type { Services } from './services.ts';

const answerSchema = z.looseObject({
  error: z.looseObject({ data: z.looseObject({ errors: z.array(z.unknown()) }) }).optional(),
});

const testRouter = router({
  open: publicProcedure.query(() => 'open'),
  whoever: optionalUserProcedure.query(({ ctx }) => ctx.caller?.kind ?? 'nobody'),
  mine: userProcedure.query(({ ctx }) => ctx.caller.userId),
  administer: adminProcedure.query(() => 'administered'),
  date: publicProcedure
    .output(z.object({ at: z.date() }))
    .query(() => ({ at: new Date(0), leaked: 'canary' })),
  taken: publicProcedure.mutation(() => {
    throw new AppError('email_taken', { detail: 'There is an account already.', retryAfterSeconds: 7 });
  }),
  broken: publicProcedure.mutation(() => {
    throw new Error('canary');
  }),
  strict: publicProcedure.input(z.object({ name: z.string().max(3) })).mutation(() => 'ok'),
});

const user = (role: 'admin' | 'member'): UserCaller => ({
  kind: 'user',
  userId: userIdSchema.parse(uuidv7()),
  role,
  sessionId: sessionIdSchema.parse(uuidv7()),
  deviceId: null,
});
const anonymous = null;

function setUp(authenticate: () => Promise<Caller | null>, touch?: () => Promise<boolean>) {
  const touched: string[] = [];
  const lines: string[] = [];
  const context: Context = createContext({
    services: {
      devices: {
        touch:
          touch ??
          (async (id: string) => {
            touched.push(id);
            return true;
          }),
      },
    } as unknown as Services,
    requestId: 'request-1',
    client: { ipAddress: '192.0.2.1', userAgent: null },
    log: createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } }),
    authenticate,
    reply: { setStatus: () => {} },
  });
  const post = async (path: string, input: unknown, method: 'POST' | 'GET') => {
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      router: testRouter,
      createContext: () => context,
      req: new Request(`http://test/trpc/${path}`, {
        method,
        ...(method === 'POST' && {
          body: JSON.stringify(input),
          headers: { 'content-type': 'application/json' },
        }),
      }),
    });
    return { status: response.status, body: answerSchema.parse(await response.json()) };
  };
  return { lines, touched, post, get: (path: string) => post(path, undefined, 'GET') };
}

describe('the base procedures', () => {
  it('T-5: who may call what: nobody gets further than their access', async () => {
    const status = async (caller: Caller | null) => {
      const { get } = setUp(async () => caller);
      const answers = await Promise.all(['open', 'whoever', 'mine', 'administer'].map(get));
      return answers.map((answer) => answer.status);
    };
    expect(await status(anonymous)).toEqual([200, 200, 401, 401]);
    expect(await status(user('member'))).toEqual([200, 200, 200, 403]);
    expect(await status(user('admin'))).toEqual([200, 200, 200, 200]);
  });

  it('refuses credentials that are not accepted rather than going on as anonymous, and ignores them to sign in', async () => {
    const { get } = setUp(() => Promise.reject(new AppError('unauthenticated', { detail: 'Expired.' })));
    expect((await get('whoever')).status).toBe(401);
    expect((await get('open')).status).toBe(200);
  });

  it('asks who calls once a request', async () => {
    let lookups = 0;
    const { get } = setUp(async () => {
      lookups += 1;
      return anonymous;
    });
    await Promise.all([get('whoever'), get('mine'), get('whoever')]);
    expect(lookups).toBe(1);
  });

  it('API-2: a refusal on purpose carries code, status, request id and what to do', async () => {
    const { post, lines } = setUp(async () => anonymous);
    expect(await post('taken', {}, 'POST')).toEqual({
      status: 409,
      body: {
        error: {
          code: -32009,
          message: 'There is an account already.',
          data: {
            code: 'email_taken',
            httpStatus: 409,
            requestId: 'request-1',
            errors: [],
            retryAfterSeconds: 7,
          },
        },
      },
    });
    expect(lines).toEqual([]);
  });

  it('API-2: an unexpected error shows nothing of itself and is logged once, with the request id of the log', async () => {
    const { post, lines } = setUp(async () => anonymous);
    const { status, body } = await post('broken', {}, 'POST');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/canary|stack|\.ts/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('canary');
    expect(lines[0]).toContain('"procedure":"broken"');
    expect(lines[0]).toContain('"request_id":"request-1"');
  });

  it('API-2: names refused fields', async () => {
    const { status, body } = await setUp(async () => anonymous).post('strict', { name: 'long' }, 'POST');
    expect(status).toBe(400);
    expect(body.error?.data.errors).toEqual([{ path: 'name', message: expect.any(String) }]);
  });

  it('API-1: dates travel as ISO 8601, and an answer holds what its schema names and no more', async () => {
    const { body } = await setUp(async () => anonymous).get('date');
    expect(body).toEqual({ result: { data: { at: '1970-01-01T00:00:00.000Z' } } });
  });

  it('T-9: a change is not made by GET', async () => {
    expect((await setUp(async () => anonymous).get('taken')).status).toBe(405);
  });
});

describe('a device that calls', () => {
  const deviceId = deviceIdSchema.parse(uuidv7());
  const ofDevice: UserCaller = { ...user('member'), deviceId };

  it('REG-12: is noted as seen by calls that succeed, and not by answers of 400 and above', async () => {
    const { get, touched } = setUp(async () => ofDevice);
    await get('administer');
    await get('open');
    expect(touched).toEqual([]);
    await get('mine');
    await get('whoever');
    expect(touched).toEqual([deviceId, deviceId]);
  });

  it('REG-12: gets its answer also when it cannot be noted', async () => {
    const { get, lines } = setUp(
      async () => ofDevice,
      () => Promise.reject(new Error('the database is away')),
    );
    expect((await get('mine')).status).toBe(200);
    expect(lines.join('')).toContain('could not note that a device was seen');
  });
});

describe('restRoutes', () => {
  it('gives the routes of a procedure as a list, none for tRPC only', () => {
    const route = { method: 'GET', path: '/x', status: 200, tags: [], summary: '', description: '' } as const;
    expect(restRoutes(undefined)).toEqual([]);
    expect(restRoutes({ rest: route })).toEqual([route]);
    expect(restRoutes({ rest: [route, route] })).toEqual([route, route]);
  });
});
