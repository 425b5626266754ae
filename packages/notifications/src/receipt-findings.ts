import { LIMITS } from '@carillon/contracts/limits';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { decideRetry, type RetryInput } from '@carillon/push/dispatch/retry-policy';
import type { AwaitedReceipt, ReceiptFinding } from './ports-provider-receipts.ts';

const MINUTE_MS = 60_000;
/** After this long no provider has a receipt any more, whether it could be asked or not. */
const RECEIPT_LIFE_MS = 24 * 60 * MINUTE_MS;
/** A provider that could not be asked is left alone for this long, unless it says itself for how long. */
const UNASKED_RETRY_MS = MINUTE_MS;

/** Reasons of our own; the others are the provider's. */
const RECEIPT_REASONS = { ok: 'receipt_ok', unknown: 'receipt_unknown' } as const;

export interface ReceiptContext {
  /** By the clock of the receipt's own times. */
  readonly now: Date;
  /** So many tokens are said to be dead that none is believed to be. */
  readonly invalidIsConfig: boolean;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * What follows from a receipt (docs/delivery.md, "Receipts"): the classes are those of attempts, and what may be tried
 * again is, by the same lanes and limits.
 */
export function findingOfReceipt(
  awaited: AwaitedReceipt,
  outcome: Outcome,
  context: ReceiptContext,
): ReceiptFinding {
  if (outcome.class === 'accepted') return { kind: 'ok', reason: RECEIPT_REASONS.ok };
  const facts = { reason: outcome.reason, errorCode: outcome.providerCode };
  const again = (
    outcomeClass: RetryInput['outcomeClass'],
    retryAfterSeconds: number | null,
  ): ReceiptFinding => {
    const { refusals, expiresAt } = awaited;
    const { now, random } = context;
    const refused = outcomeClass === 'config';
    // Each has its own patience, as with attempts.
    const attempts = refused ? refusals + 1 : awaited.attempts - refusals;
    const decision = decideRetry({ outcomeClass, attempts, retryAfterSeconds, now, expiresAt, random });
    return decision.kind === 'retry'
      ? { kind: 'retry', ...facts, dueInMs: decision.delayMs, refused }
      : { kind: 'failed', ...facts, retiresToken: false };
  };
  switch (outcome.class) {
    case 'token_invalid':
      return context.invalidIsConfig
        ? again('config', null)
        : { kind: 'failed', ...facts, retiresToken: true };
    case 'payload':
      return { kind: 'failed', ...facts, retiresToken: false };
    case 'throttled':
    case 'transient':
      return again(outcome.class, outcome.retryAfterSeconds);
    case 'config':
    case 'ambiguous':
      return again(outcome.class, null);
  }
}

/** What follows when there is no receipt: the next check that is still to come, or none. */
export function findingOfAbsence(awaited: AwaitedReceipt, now: Date): ReceiptFinding {
  const waitedMs = now.getTime() - awaited.acceptedAt.getTime();
  const next = LIMITS.receiptCheckMinutes.find((minutes) => minutes * MINUTE_MS > waitedMs);
  if (next === undefined) return { kind: 'unknown', reason: RECEIPT_REASONS.unknown };
  return { kind: 'absent', dueInMs: next * MINUTE_MS - waitedMs };
}

/** What follows when the provider could not be asked. */
export function findingOfSilence(
  awaited: AwaitedReceipt,
  { now, retryAfterSeconds }: { readonly now: Date; readonly retryAfterSeconds: number | null },
): ReceiptFinding {
  const waitedMs = now.getTime() - awaited.acceptedAt.getTime();
  if (waitedMs >= RECEIPT_LIFE_MS) return { kind: 'unknown', reason: RECEIPT_REASONS.unknown };
  return { kind: 'unasked', dueInMs: Math.max((retryAfterSeconds ?? 0) * 1000, UNASKED_RETRY_MS) };
}
