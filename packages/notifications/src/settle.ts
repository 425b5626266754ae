import type { Attempted, DispatchResult } from '@carillon/push/dispatch/dispatcher';
import { decideRetry, type RetryInput } from '@carillon/push/dispatch/retry-policy';
import { type Decision, endOfLife } from './decide.ts';
import type { Judgement } from './judgement.ts';
import type { DeliveryOutcome, Leased, MessageRow, TokenEffect } from './ports.ts';
import type { OwnReason } from './reasons.ts';

/** A key that is missing is put back by people: looked for again in minutes, not seconds (TOK-3). */
const MISSING_KEY_RETRY_MS = 5 * 60_000;
/**
 * When a closed scope opens, what waited for it comes back spread over this long, and where it was closed for longer, over
 * as long as that up to the greater: of a broadcast that waited, only so much can go at once.
 */
const REOPENING_SPREAD_MS = { least: 2_000, most: 30_000 };
/** The push service was busy with other messages of ours: long enough for some of them to have left. */
const BUSY_RETRY_MS = 1_000;

export interface SettleContext {
  readonly delivery: Leased;
  readonly message: Pick<MessageRow, 'createdAt' | 'expiresAt'>;
  readonly now: Date;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** The process is about to end: what it hands back is to go on elsewhere at once. */
  readonly isStopping: boolean;
}

/** What is written for a message that an agent will fetch. */
export function settleInbox(delivery: Leased): DeliveryOutcome {
  return { ...blank(delivery), state: 'accepted', event: 'accepted' };
}

/** What is written for a delivery that was decided without sending. */
export function settleUnsent(
  delivery: Leased,
  decision: Extract<Decision, { kind: 'settle' }>,
): DeliveryOutcome {
  const { state, reason } = decision;
  return { ...blank(delivery), state, reason, event: state };
}

/** What is written for a delivery that was not attempted although it was to be sent. */
export function settleHeld(
  context: SettleContext,
  result: Exclude<DispatchResult, Attempted>,
): DeliveryOutcome {
  const { delivery, random } = context;
  switch (result.kind) {
    case 'not_started':
      return {
        ...waiting(context, {
          reason: 'released',
          dueInMs: context.isStopping ? 0 : BUSY_RETRY_MS * (1 + 2 * random),
        }),
        event: null,
      };
    case 'held': {
      const { least, most } = REOPENING_SPREAD_MS;
      const spreadMs = Math.min(Math.max(result.remainingMs, least), most);
      return waiting(context, { reason: result.reason, dueInMs: result.remainingMs + random * spreadMs });
    }
    case 'missing_key':
      return {
        ...waiting(context, { reason: 'missing_key', dueInMs: MISSING_KEY_RETRY_MS }),
        errorCode: result.keyId,
      };
    case 'not_configured': {
      const reason: OwnReason = 'provider_not_configured';
      return {
        ...blank(delivery),
        state: 'failed',
        reason,
        errorCode: result.missingSetting,
        event: 'failed',
      };
    }
    case 'undecryptable':
      return {
        ...blank(delivery),
        state: 'failed',
        reason: 'undecryptable' satisfies OwnReason,
        errorCode: result.reason,
        tokenEffect: { kind: 'quarantine' },
        event: 'failed',
      };
  }
}

/** What is written for an attempt (docs/delivery.md, "Outcome classes"). */
export function settleAttempt(
  context: SettleContext,
  attempt: Attempted,
  judgement: Judgement,
): DeliveryOutcome {
  const { outcome } = attempt;
  const base = { ...blank(context.delivery), attempted: true, durationMs: attempt.durationMs };
  if (outcome.class === 'accepted') {
    const { providerMessageId } = outcome;
    return {
      ...base,
      state: 'accepted',
      providerMessageId,
      tokenEffect: { kind: 'accepted', environment: outcome.environment ?? null },
      event: 'accepted',
    };
  }
  const facts = { ...base, reason: outcome.reason, errorCode: outcome.providerCode };
  const retry = (
    outcomeClass: RetryInput['outcomeClass'],
    retryAfterSeconds: number | null,
    tokenEffect: TokenEffect | null,
  ) => {
    const backoffSeconds = outcome.class === 'transient' ? outcome.backoffSeconds : undefined;
    return again(context, { ...facts, tokenEffect }, { outcomeClass, retryAfterSeconds, backoffSeconds });
  };
  const parked = () => ({ ...retry('config', null, null), refused: true });
  const failure: TokenEffect = { kind: 'failure', mayRetire: judgement.mayRetireUnreachable };

  switch (outcome.class) {
    case 'token_invalid': {
      if (judgement.invalidIsConfig) return parked();
      const tokenEffect: TokenEffect = { kind: 'invalid', invalidSince: outcome.invalidSince };
      return { ...facts, state: 'failed', tokenEffect, event: 'failed' };
    }
    case 'payload':
      return { ...facts, state: 'failed', event: 'failed' };
    case 'config':
      if (!judgement.configIsThisToken) return parked();
      return {
        ...facts,
        state: 'failed',
        reason: 'key_mismatch',
        tokenEffect: { kind: 'quarantine' },
        event: 'failed',
      };
    case 'throttled':
      return retry('throttled', outcome.retryAfterSeconds, null);
    case 'transient':
      return retry('transient', outcome.retryAfterSeconds, failure);
    case 'ambiguous':
      return retry('ambiguous', null, failure);
  }
}

function again(
  { delivery, message, now, random }: SettleContext,
  facts: Omit<DeliveryOutcome, 'state' | 'event' | 'dueInMs'>,
  retry: Pick<RetryInput, 'outcomeClass' | 'retryAfterSeconds' | 'backoffSeconds'>,
): DeliveryOutcome {
  // What was refused for our configuration and what failed are counted apart: each has its own patience.
  const earlier = retry.outcomeClass === 'config' ? delivery.refusals : delivery.attempts - delivery.refusals;
  const attempts = earlier + 1;
  const decision = decideRetry({ ...retry, attempts, now, expiresAt: message.expiresAt, random });
  switch (decision.kind) {
    case 'retry':
      return { ...facts, state: 'pending', dueInMs: decision.delayMs, event: 'retry' };
    case 'expired':
      return { ...facts, state: 'expired', dueInMs: null, event: 'expired' };
    case 'exhausted':
      return { ...facts, state: 'failed', dueInMs: null, event: 'failed' };
  }
}

/** Back to `pending`; due again at the latest when the message's life ends, so that its end is recorded then. */
function waiting(
  { delivery, message, now }: SettleContext,
  { reason, dueInMs }: { readonly reason: OwnReason | string; readonly dueInMs: number },
): DeliveryOutcome {
  const lifeMs = Math.max(endOfLife({ delivery, message }) - now.getTime(), 0);
  return {
    ...blank(delivery),
    state: 'pending',
    reason,
    dueInMs: Math.ceil(Math.min(dueInMs, lifeMs)),
    // It waits on for what it waited for: told once.
    event: delivery.reason === reason ? null : 'retry',
  };
}

function blank(delivery: Leased) {
  return {
    deviceId: delivery.deviceId,
    leaseEpoch: delivery.leaseEpoch,
    reason: null,
    attempted: false,
    refused: false,
    durationMs: null,
    dueInMs: null,
    providerMessageId: null,
    errorCode: null,
    tokenId: delivery.token?.tokenId ?? null,
    tokenEffect: null,
  };
}
