import type { BreakerReason } from '@carillon/push/dispatch/breaker';
import type { Attempted } from '@carillon/push/dispatch/dispatcher';
import type { GateKeeper } from '@carillon/push/dispatch/gate-keeper';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { OutcomeWindows, WindowCounts } from './ports.ts';

/** Fewer outcomes than this say nothing about a provider as a whole. */
const MIN_SAMPLE = 50;
/** Above this share of `invalid`, the fault is taken to be ours and no token is retired (docs/delivery.md). */
const MAX_INVALID_SHARE = 0.2;
/** Above this share of failures nothing is retired as unreachable: then it is not the devices that are away. */
const MAX_FAILING_SHARE = 0.5;
/** Above this share of 401 and 403 of a push service, our credentials are wrong; below, the one subscription is. */
const MAX_CONFIG_SHARE = 0.05;
/** Above this share of refusals a way is closed for a while; below, it evidently works for most. */
const MAX_REFUSED_SHARE = 0.5;
/** Above this share of tokens of another sender, our credentials are another project's. */
const MAX_MISMATCHED_SHARE = 0.05;
const KEY_MISMATCH = 'key_mismatch';
/** What a push service says when a subscription was made for another VAPID key, clearly or not. */
const OF_ONE_SUBSCRIPTION: ReadonlySet<string> = new Set([KEY_MISMATCH, 'vapid_refused']);
const SENDER_ID_MISMATCH = 'sender_id_mismatch';
/** A refusal that does not say what it is about is only blamed on the subscription if this many others went well. */
const MIN_SAMPLE_TO_BLAME_ONE = 20;

/** What the recent past says about one attempt's outcome. */
export interface Judgement {
  /** So many tokens are said to be invalid that none is believed to be. */
  readonly invalidIsConfig: boolean;
  /** Failures that count towards retiring this token as unreachable. */
  readonly mayRetireUnreachable: boolean;
  /** Why the way is to be closed for a while, and which; null when it is not. */
  readonly trip: { readonly scope: string; readonly reason: BreakerReason } | null;
  /** The refusal can only be about this one subscription. */
  readonly configIsThisToken: boolean;
}

/** Adds the outcomes of a batch to the shared windows, and judges each by what they hold then. */
export async function judge(
  windows: OutcomeWindows,
  gates: Pick<GateKeeper, 'isTripped'>,
  attempts: readonly Attempted[],
): Promise<(attempt: Attempted) => Judgement> {
  const counts = new Map<string, WindowCounts>();
  for (const { scopes, outcome } of attempts) {
    for (const scope of [scopes.provider, scopes.origin]) {
      counts.set(scope, addOutcome(counts.get(scope) ?? emptyWindow(scope), outcome));
    }
  }
  const held = new Map((await windows.add([...counts.values()])).map((window) => [window.scope, window]));
  const windowOf = (scope: string): WindowCounts => held.get(scope) ?? emptyWindow(scope);
  return (attempt) => {
    const provider = windowOf(attempt.scopes.provider);
    // Until the way is open again nothing is believed, however few outcomes the window holds meanwhile.
    const isGuarded = gates.isTripped(attempt.scopes.provider, 'mass_invalid');
    return judgeBy(attempt, { provider, origin: windowOf(attempt.scopes.origin), isGuarded });
  };
}

interface Evidence {
  readonly provider: WindowCounts;
  readonly origin: WindowCounts;
  readonly isGuarded: boolean;
}

function judgeBy(attempt: Attempted, evidence: Evidence): Judgement {
  const { provider, isGuarded } = evidence;
  const isMass = shareOf(provider, 'invalid') > MAX_INVALID_SHARE;
  return {
    invalidIsConfig: isGuarded || isMass || isOurMismatch(attempt.outcome, provider),
    mayRetireUnreachable: shareOf(provider, 'failing') <= MAX_FAILING_SHARE,
    trip: tripOf(attempt, evidence),
    configIsThisToken: isThisToken(attempt.outcome, evidence.origin),
  };
}

/** Of all outcomes; 0 while there are too few of them to say. */
function shareOf(window: WindowCounts, kind: 'invalid' | 'config' | 'failing'): number {
  return window.total < MIN_SAMPLE ? 0 : window[kind] / window.total;
}

/** Said of one token it is the token's fault, if enough others went well; said of many, the credentials are of another project. */
function isOurMismatch(outcome: Outcome, { total, mismatched }: WindowCounts): boolean {
  if (!isMismatch(outcome)) return false;
  return total < MIN_SAMPLE_TO_BLAME_ONE || mismatched / total > MAX_MISMATCHED_SHARE;
}

/** Web push alone: only there is a registration made for one key. Elsewhere refused credentials are so for every token. */
function isThisToken(outcome: Outcome, origin: WindowCounts): boolean {
  if (outcome.class !== 'config' || !OF_ONE_SUBSCRIPTION.has(outcome.reason)) return false;
  const isMajor = origin.config / origin.total > MAX_CONFIG_SHARE;
  const isEstablished = isMajor && origin.total >= MIN_SAMPLE;
  const saysKeyMismatch = outcome.reason === KEY_MISMATCH;
  return !isEstablished && (saysKeyMismatch || (!isMajor && origin.total >= MIN_SAMPLE_TO_BLAME_ONE));
}

function tripOf({ outcome, scopes }: Attempted, { provider, origin }: Evidence): Judgement['trip'] {
  switch (outcome.class) {
    case 'config':
      return refusesMost(origin) ? { scope: scopes.origin, reason: 'config_refused' } : null;
    case 'token_invalid':
      return refusesMost(provider) ? { scope: scopes.provider, reason: 'mass_invalid' } : null;
    case 'transient':
    case 'ambiguous': {
      const isFailing = shareOf(origin, 'failing') > MAX_FAILING_SHARE;
      return isFailing ? { scope: scopes.origin, reason: 'server_failing' } : null;
    }
    default:
      return null;
  }
}

function refusesMost(window: WindowCounts): boolean {
  return shareOf(window, 'invalid') + shareOf(window, 'config') > MAX_REFUSED_SHARE;
}

function isMismatch(outcome: Outcome): boolean {
  return outcome.class === 'token_invalid' && outcome.reason === SENDER_ID_MISMATCH;
}

function addOutcome(window: WindowCounts, outcome: Outcome): WindowCounts {
  const isFailing = outcome.class === 'transient' || outcome.class === 'ambiguous';
  return {
    ...window,
    total: window.total + 1,
    invalid: window.invalid + Number(outcome.class === 'token_invalid'),
    config: window.config + Number(outcome.class === 'config'),
    failing: window.failing + Number(isFailing),
    mismatched: window.mismatched + Number(isMismatch(outcome)),
  };
}

function emptyWindow(scope: string): WindowCounts {
  return { scope, total: 0, invalid: 0, config: 0, failing: 0, mismatched: 0 };
}
