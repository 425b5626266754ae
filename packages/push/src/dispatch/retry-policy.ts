import { LIMITS } from '@carillon/contracts/limits';
import type { OutcomeClass } from './outcome.ts';

/** Seconds after the first, second and third attempt: a hiccup is over in moments. */
const QUICK_LANE_SECONDS = [2, 4, 8] as const;
/** After that, and from the start where waiting a few seconds cannot help; the last one repeats until the TTL ends. */
const SLOW_LANE_SECONDS = [60, 300, 900, 3600] as const;
/** Of the wait, either way, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Longer requests to wait are not believed. */
export const RETRY_AFTER_CAP_SECONDS = 86_400;

export interface RetryInput {
  readonly outcomeClass: Extract<OutcomeClass, 'config' | 'throttled' | 'transient' | 'ambiguous'>;
  /** Attempts so far, this one included: ≥ 1. */
  readonly attempts: number;
  /** What the provider asked for; null when it did not say. */
  readonly retryAfterSeconds: number | null;
  /** The lanes give no less than this; for providers whose documentation says what to begin with. */
  readonly backoffSeconds?: number | undefined;
  /** When the attempt ended, by the same clock as `expiresAt`. */
  readonly now: Date;
  readonly expiresAt: Date;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** `expired`: the next attempt would come after the message's life. `exhausted`: it had all of its attempts. */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'exhausted' };

/**
 * Whether and when to try again (docs/delivery.md, "Retries"). A provider's own Retry-After wins and is never undercut.
 * Wrong credentials are the operator's to mend, so such messages wait in the slow lane until their TTL ends, however
 * often they were tried; all others have {@link LIMITS.maxAttempts} attempts.
 */
export function decideRetry(input: RetryInput): RetryDecision {
  const isParked = input.outcomeClass === 'config';
  if (!isParked && input.attempts >= LIMITS.maxAttempts) return { kind: 'exhausted' };
  const delayMs = Math.round(delaySeconds(input, isParked) * 1000);
  const remainingMs = input.expiresAt.getTime() - input.now.getTime();
  return delayMs < remainingMs ? { kind: 'retry', delayMs } : { kind: 'expired' };
}

function delaySeconds(input: RetryInput, isParked: boolean): number {
  const { attempts, retryAfterSeconds, random } = input;
  if (retryAfterSeconds !== null) {
    // Only ever later than asked.
    return Math.min(retryAfterSeconds, RETRY_AFTER_CAP_SECONDS) + random;
  }
  const lane: readonly number[] = isParked
    ? SLOW_LANE_SECONDS
    : [...QUICK_LANE_SECONDS, ...SLOW_LANE_SECONDS];
  const seconds = lane[Math.min(attempts, lane.length) - 1] ?? SLOW_LANE_SECONDS[0];
  const leastSeconds = (input.backoffSeconds ?? 0) * (1 + JITTER * random);
  return Math.max(seconds * (1 - JITTER + 2 * JITTER * random), leastSeconds);
}
