import { createHash } from 'node:crypto';
import { AppError } from '@carillon/contracts/errors';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { RATE_LIMITS, type RateLimiter, type RateLimitName } from './rate-limits.ts';

export interface PostgresRateLimiterOptions {
  readonly pool: Pool;
  /** `RATE_LIMIT_FACTOR`: multiplies the points of every limit. */
  readonly factor: number;
}

const TABLE_NAME = 'rate_limits';
const LIMIT_NAMES = Object.keys(RATE_LIMITS) as RateLimitName[];

/**
 * Counters in PostgreSQL (table `rate_limits` of the Prisma schema), one upsert a charge. Subjects are stored as
 * SHA-256, so that the table names no email and no address. Rows that expired an hour ago are removed every five minutes.
 */
export function createPostgresRateLimiter(options: PostgresRateLimiterOptions): RateLimiter {
  const limiters = new Map(LIMIT_NAMES.map((name) => [name, createLimiter(name, options)]));
  const limiterOf = (name: RateLimitName): RateLimiterPostgres => {
    const limiter = limiters.get(name);
    if (limiter === undefined) throw new RangeError(`There is no limit called ${name}`);
    return limiter;
  };
  return {
    async charge(limit, subject) {
      const limiter = limiterOf(limit);
      const hashed = hashSubject(subject);
      const refundOf = (result: RateLimiterRes): (() => Promise<void>) => {
        const expectedEnd = Date.now() + result.msBeforeNext;
        return () => giveBack(options.pool, limiter.getKey(hashed), expectedEnd);
      };
      try {
        return { refund: refundOf(await limiter.consume(hashed)) };
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw unreachable(rejection);
        await refundOf(rejection)();
        throw rateLimited(rejection.msBeforeNext);
      }
    },
  };
}

/**
 * The library's own `reward` would open a window with fewer than no points if the charge's window had ended: many refunds
 * held back until then would buy many charges. So a point goes back only to the window that it came from, whose end is
 * `expectedEnd` (milliseconds since 1970) at the latest; the next window ends a whole window later.
 */
async function giveBack(pool: Pool, key: string, expectedEnd: number): Promise<void> {
  const sql = `UPDATE ${TABLE_NAME} SET points = points - 1 WHERE key = $1 AND points > 0 AND expire <= $2`;
  try {
    await pool.query(sql, [key, Math.ceil(expectedEnd)]);
  } catch (error) {
    throw unreachable(error);
  }
}

function createLimiter(
  name: RateLimitName,
  { pool, factor }: PostgresRateLimiterOptions,
): RateLimiterPostgres {
  const { points, seconds } = RATE_LIMITS[name];
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: TABLE_NAME,
    tableCreated: true,
    // The clean-up deletes by time from the whole table, so one limiter does it for all.
    clearExpiredByTimeout: name === LIMIT_NAMES[0],
    keyPrefix: name,
    points: Math.max(1, Math.floor(points * factor)),
    duration: seconds,
  });
}

function hashSubject(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url');
}

function unreachable(cause: unknown): AppError {
  return new AppError('unavailable', {
    detail: 'The request limits cannot be checked at the moment. Try again shortly.',
    cause,
  });
}

function rateLimited(msBeforeNext: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  const detail = `Too many attempts. Try again in ${retryAfterSeconds} seconds.`;
  return new AppError('rate_limited', { detail, retryAfterSeconds });
}
