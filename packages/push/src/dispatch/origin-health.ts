/** What this process saw of one push service within the last moments. */
export interface OriginHealth {
  /**
   * Whether a repetition may be sent. Always, while the service is well. While it fails, repetitions stay below a share of
   * the first attempts, so that our own retries do not keep it down.
   */
  mayRetry(origin: string): boolean;
  started(origin: string, isRetry: boolean): void;
  /** True when the service now fails so often that its breaker is to be opened. */
  ended(origin: string, isFailure: boolean): boolean;
}

/** What was seen counts half as much after this long. */
const HALF_LIFE_MS = 10_000;
const MIN_SAMPLE = 20;
const OPENING_SHARE = 0.5;
/** Above this share of failures the retry budget is asked. */
const FAILING_SHARE = 0.1;
/** Repetitions for each first attempt, and those that are allowed in any case, so that a quiet service is tried again. */
const RETRY_SHARE = 0.2;
const RETRY_RESERVE = 10;
/** Anybody can name a push service by registering at it: what was seen of more than so many is not kept. */
export const MAX_ORIGINS = 1_000;

interface Sample {
  atMs: number;
  ended: number;
  failed: number;
  firsts: number;
  retries: number;
}

/**
 * The quick half of the breaker: a process that sees a push service fail does not wait for what all processes together
 * have counted. What it then closes, it closes for all.
 */
export function createOriginHealth(monotonicMs: () => number): OriginHealth {
  /** In order of use: the first was used longest ago. */
  const samples = new Map<string, Sample>();

  const sampleOf = (origin: string): Sample => {
    const nowMs = monotonicMs();
    const sample = samples.get(origin) ?? { atMs: nowMs, ended: 0, failed: 0, firsts: 0, retries: 0 };
    samples.delete(origin);
    samples.set(origin, sample);
    const oldest = samples.size > MAX_ORIGINS ? samples.keys().next().value : undefined;
    if (oldest !== undefined) samples.delete(oldest);
    const share = 0.5 ** ((nowMs - sample.atMs) / HALF_LIFE_MS);
    sample.atMs = nowMs;
    sample.ended *= share;
    sample.failed *= share;
    sample.firsts *= share;
    sample.retries *= share;
    return sample;
  };

  return {
    mayRetry: (origin) => {
      const { ended, failed, firsts, retries } = sampleOf(origin);
      if (failed <= ended * FAILING_SHARE) return true;
      return retries < firsts * RETRY_SHARE + RETRY_RESERVE;
    },
    started: (origin, isRetry) => {
      const sample = sampleOf(origin);
      if (isRetry) sample.retries += 1;
      else sample.firsts += 1;
    },
    ended: (origin, isFailure) => {
      const sample = sampleOf(origin);
      sample.ended += 1;
      sample.failed += Number(isFailure);
      return isFailure && sample.ended >= MIN_SAMPLE && sample.failed > sample.ended * OPENING_SHARE;
    },
  };
}
