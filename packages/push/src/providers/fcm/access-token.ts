import type { Outcome } from '../../dispatch/outcome.ts';

/** What an access token came with. */
export interface AccessToken {
  readonly token: string;
  /** Seconds that it is good for, from when it was granted. */
  readonly lifetimeSeconds: number;
  /** The project that the credentials belong to; null when they do not say. */
  readonly projectId: string | null;
}

/** It goes into a header as it is. */
export const ACCESS_TOKEN = /^[\x21-\x7e]{1,8192}$/;

/** Why there is no token, as the outcome of whatever needed it. */
export type TokenFailure = Extract<Outcome, { class: 'config' | 'transient' }>;

export type TokenResult =
  | ({ readonly ok: true } & AccessToken)
  | { readonly ok: false; readonly failure: TokenFailure };

/** Gets one new token, within `deadlineMs`. Never rejects for what a server, a network or a file can be. */
export type TokenGrant = (deadlineMs: number) => Promise<TokenResult>;

export interface AccessTokenOptions {
  readonly grant: TokenGrant;
  /** Milliseconds that only move forward (`performance.now`). */
  readonly monotonicMs: () => number;
}

/** One access token for all sends of a process. */
export interface AccessTokenSource {
  /** The token at hand, or a new one. Waits at most `deadlineMs`. */
  get(deadlineMs: number): Promise<TokenResult>;
  /**
   * Another token than `refused`, which the API did not take. Null when one was asked for a moment ago already: then it
   * is not the token that is wrong.
   */
  renew(refused: string, deadlineMs: number): Promise<TokenResult | null>;
}

/** For one exchange, whoever waits for it. */
const GRANT_DEADLINE_MS = 10_000;
/** A new token is asked for so long before the old one ends, while that one is still used. */
const AHEAD_MS = 5 * 60_000;
/** A failure answers for so long, so that a chunk of messages does not ask once each. */
const FAILURE_HOLDS_MS = 5_000;
/** Tokens that the API refuses are replaced no more often than this. */
const RENEWAL_INTERVAL_MS = 30_000;

interface Held {
  readonly token: AccessToken;
  readonly refreshAtMs: number;
  readonly endsAtMs: number;
}

/** Keeps a token until near its end; however many sends need a new one, one exchange is made. */
export function createAccessTokenSource({ grant, monotonicMs }: AccessTokenOptions): AccessTokenSource {
  let held: Held | null = null;
  let failed: { readonly failure: TokenFailure; readonly untilMs: number } | null = null;
  let underWay: Promise<TokenResult> | null = null;
  let renewableAtMs = Number.NEGATIVE_INFINITY;

  const exchange = (): Promise<TokenResult> => {
    underWay ??= ask().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  const ask = async (): Promise<TokenResult> => {
    const result = await grant(GRANT_DEADLINE_MS);
    const nowMs = monotonicMs();
    if (result.ok) {
      const lifetimeMs = result.lifetimeSeconds * 1000;
      const aheadMs = Math.min(AHEAD_MS, lifetimeMs / 2);
      held = { token: result, refreshAtMs: nowMs + lifetimeMs - aheadMs, endsAtMs: nowMs + lifetimeMs };
      failed = null;
    } else {
      failed = { failure: result.failure, untilMs: nowMs + FAILURE_HOLDS_MS };
    }
    return result;
  };

  const isFailing = (): boolean => failed !== null && monotonicMs() < failed.untilMs;

  return {
    get: async (deadlineMs) => {
      const nowMs = monotonicMs();
      if (held !== null && nowMs < held.endsAtMs) {
        // Nobody waits for this one: `ask` keeps what becomes of it, and a failure of our own meets the next who waits.
        if (nowMs >= held.refreshAtMs && !isFailing()) exchange().catch(() => undefined);
        return { ok: true, ...held.token };
      }
      if (failed !== null && isFailing()) return { ok: false, failure: failed.failure };
      return within(exchange(), deadlineMs);
    },
    renew: async (refused, deadlineMs) => {
      if (held !== null && held.token.token !== refused) return { ok: true, ...held.token };
      if (underWay === null) {
        if (failed !== null && isFailing()) return { ok: false, failure: failed.failure };
        if (monotonicMs() < renewableAtMs) return null;
        renewableAtMs = monotonicMs() + RENEWAL_INTERVAL_MS;
        held = null;
      }
      return within(exchange(), deadlineMs);
    },
  };
}

const TOO_LATE: TokenResult = {
  ok: false,
  failure: { class: 'transient', reason: 'timeout', providerCode: null, retryAfterSeconds: null },
};

/** The exchange goes on for those who wait longer. */
async function within(result: Promise<TokenResult>, deadlineMs: number): Promise<TokenResult> {
  const late = Promise.withResolvers<TokenResult>();
  const timer = setTimeout(() => late.resolve(TOO_LATE), deadlineMs);
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
