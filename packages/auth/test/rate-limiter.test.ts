import { createPostgresRateLimiter } from '@carillon/auth/postgres-rate-limiter';
import { RATE_LIMITS, type RateLimitName, rateLimitSubject } from '@carillon/auth/rate-limits';
import { AppError } from '@carillon/contracts/errors';
import { createDatabase } from '@carillon/db/client';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAt, tally } from './fixture.ts';

const LIMITED: readonly RateLimitName[] = ['sign_in', 'registration', 'subscribe', 'sending', 'refresh'];
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const limiter = (factor = 1) => createPostgresRateLimiter({ pool: database.pool, factor });

describe('limits shared by processes', () => {
  it.each(LIMITED)(
    'AUTH-6: of charges at once over two processes exactly the points of %s succeed',
    async (limit) => {
      const other = createDatabase({
        url: database.url,
        poolSize: 5,
        applicationName: 'other',
        onConnectionError: () => {},
      });
      const processes = [limiter(), createPostgresRateLimiter({ pool: other.pool, factor: 1 })];
      const { points } = RATE_LIMITS[limit];
      const calls = Array.from({ length: points + 40 }, (_, index) =>
        processes[index % 2]?.charge(limit, 'storm'),
      );
      const counts = await tally(calls.map((call) => Promise.resolve(call)));
      await other.close();
      expect(counts).toEqual({ ok: points, rate_limited: 40 });
    },
  );

  it('WEB-12: subscribing is limited by user, and by network for those without an account', async () => {
    const anonymous = rateLimitSubject(null, clientAt('2001:db8::1'));
    expect(anonymous).toBe(rateLimitSubject(null, clientAt('2001:db8::ffff')));
    const calls = Array.from({ length: RATE_LIMITS.subscribe.points + 1 }, () =>
      limiter().charge('subscribe', anonymous),
    );
    expect(await tally(calls)).toEqual({ ok: RATE_LIMITS.subscribe.points, rate_limited: 1 });
  });

  it('AUTH-6: a refusal says when to come again, within the window', async () => {
    const limits = limiter();
    const calls = Array.from({ length: RATE_LIMITS.sign_in.points }, () => limits.charge('sign_in', 'waits'));
    await Promise.all(calls);
    const error = await limits.charge('sign_in', 'waits').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'rate_limited' });
    const seconds = error instanceof AppError ? error.retryAfterSeconds : undefined;
    expect(seconds).toBeGreaterThan(RATE_LIMITS.sign_in.seconds - 60);
    expect(seconds).toBeLessThanOrEqual(RATE_LIMITS.sign_in.seconds);
  });

  it('AUTH-6: the window ends, and then the points are there again', async () => {
    const limits = limiter();
    const fill = () => tally(Array.from({ length: 6 }, () => limits.charge('sign_in', 'returns')));
    expect(await fill()).toEqual({ ok: 5, rate_limited: 1 });
    await database.pool.query('UPDATE rate_limits SET expire = 1');
    expect(await fill()).toEqual({ ok: 5, rate_limited: 1 });
  });

  it('AUTH-6: subjects and limits do not share points', async () => {
    const limits = limiter();
    await Promise.all(Array.from({ length: 5 }, () => limits.charge('sign_in', 'one')));
    const calls = [limits.charge('sign_in', 'one'), limits.charge('sign_in', 'two')];
    expect(await tally([...calls, limits.charge('password_change', 'one')])).toEqual({
      ok: 2,
      rate_limited: 1,
    });
  });

  it('AUTH-6: a refund gives one point back, and refused charges cost none', async () => {
    const limits = limiter();
    const [charge] = await Promise.all(Array.from({ length: 5 }, () => limits.charge('sign_in', 'refund')));
    await tally(Array.from({ length: 30 }, () => limits.charge('sign_in', 'refund')));
    await charge?.refund();
    const calls = [limits.charge('sign_in', 'refund'), limits.charge('sign_in', 'refund')];
    expect(await tally(calls)).toEqual({ ok: 1, rate_limited: 1 });
  });

  it('T-8: refunds that are held back until the window is over buy nothing in the next one', async () => {
    const limits = limiter();
    const charges = await Promise.all(Array.from({ length: 5 }, () => limits.charge('sign_in', 'held')));
    await database.pool.query('UPDATE rate_limits SET expire = 1');
    const fresh = Array.from({ length: 5 }, () => limits.charge('sign_in', 'held'));
    expect(await tally(fresh)).toEqual({ ok: 5 });
    // The next window ends after this one, which the charges above were told to end when it began.
    await database.pool.query('UPDATE rate_limits SET expire = expire + 900000');
    await Promise.all(charges.map((charge) => charge.refund()));
    expect(await tally([limits.charge('sign_in', 'held')])).toEqual({ rate_limited: 1 });
  });

  it('AUTH-6: RATE_LIMIT_FACTOR multiplies the points', async () => {
    const calls = Array.from({ length: 20 }, () => limiter(3).charge('sign_in', 'factor'));
    expect(await tally(calls)).toEqual({ ok: 15, rate_limited: 5 });
  });

  it('T-15: the table names no subject in clear', async () => {
    await limiter().charge('sign_in', 'somebody@example.com 192.0.2.7');
    const { rows } = await database.pool.query<{ key: string }>('SELECT key FROM rate_limits');
    expect(rows.map(({ key }) => key).join()).not.toMatch(/example\.com|192\.0\.2/);
  });

  it('AUTH-6: without its table it refuses with unavailable rather than letting everything through', async () => {
    const broken = createDatabase({
      url: 'postgresql://nobody@127.0.0.1:1/none',
      poolSize: 1,
      applicationName: 'broken',
      onConnectionError: () => {},
    });
    const limits = createPostgresRateLimiter({ pool: broken.pool, factor: 1 });
    await expect(limits.charge('sending', 'anybody')).rejects.toMatchObject({ code: 'unavailable' });
    await broken.close();
  });
});
