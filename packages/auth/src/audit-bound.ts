import { AppError } from '@carillon/contracts/errors';
import type { RateLimiter, RateLimitName } from './rate-limits.ts';

/**
 * Whether one more record may be made of something that anybody can bring about as often as they like: a flood is in the audit
 * log, and does not fill it.
 */
export async function mayRecord(
  limits: RateLimiter,
  limit: RateLimitName & `audit_${string}`,
  subject: string,
): Promise<boolean> {
  try {
    await limits.charge(limit, subject);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false;
    throw error;
  }
}
