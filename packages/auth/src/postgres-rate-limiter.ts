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
      await limiterOf(limit).consume(hashSubject(subject)).catch(throwAppError);
    },
    async refund(limit, subject) {
      await limiterOf(limit).reward(hashSubject(subject)).catch(throwAppError);
    },
  };
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

function throwAppError(rejection: unknown): never {
  if (!(rejection instanceof RateLimiterRes)) {
    throw new AppError('unavailable', { detail: 'The request limits cannot be checked', cause: rejection });
  }
  const retryAfterSeconds = Math.max(1, Math.ceil(rejection.msBeforeNext / 1000));
  throw new AppError('rate_limited', {
    detail: `Too many attempts. Try again in ${retryAfterSeconds} seconds.`,
    retryAfterSeconds,
  });
}
