import type { Attempted } from '@carillon/push/dispatch/dispatcher';
import type { OutcomeClass } from '@carillon/push/dispatch/outcome';
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
/** A refusal that does not say what it is about is only blamed on the subscription if this many others went well. */
const MIN_SAMPLE_TO_BLAME_ONE = 20;

/** What the recent past says about one attempt's outcome. */
export interface Judgement {
  /** So many tokens are said to be invalid that none is believed to be. */
  readonly invalidIsConfig: boolean;
  /** Failures that count towards retiring this token as unreachable. */
  readonly mayRetireUnreachable: boolean;
  /** So many messages are refused, as invalid or for our credentials, that the way is to be closed for a while. */
  readonly wayRefusesMost: boolean;
  /** The refusal can only be about this one subscription. */
  readonly configIsThisToken: boolean;
}

/** Adds the outcomes of a batch to the shared windows, and judges each by what they hold then. */
export async function judge(
  windows: OutcomeWindows,
  attempts: readonly Attempted[],
): Promise<(attempt: Attempted) => Judgement> {
  const counts = new Map<string, WindowCounts>();
  for (const { scopes, outcome } of attempts) {
    for (const scope of [scopes.provider, scopes.origin]) {
      counts.set(scope, addOutcome(counts.get(scope) ?? emptyWindow(scope), outcome.class));
    }
  }
  const held = new Map((await windows.add([...counts.values()])).map((window) => [window.scope, window]));
  const windowOf = (scope: string): WindowCounts => held.get(scope) ?? emptyWindow(scope);
  return (attempt) => judgeBy(attempt, windowOf(attempt.scopes.provider), windowOf(attempt.scopes.origin));
}

function judgeBy({ outcome }: Attempted, provider: WindowCounts, origin: WindowCounts): Judgement {
  const isMajor = origin.config / origin.total > MAX_CONFIG_SHARE;
  const saysKeyMismatch = outcome.class === 'config' && outcome.reason === 'key_mismatch';
  const isEstablished = isMajor && origin.total >= MIN_SAMPLE;
  return {
    invalidIsConfig: provider.total >= MIN_SAMPLE && provider.invalid / provider.total > MAX_INVALID_SHARE,
    mayRetireUnreachable:
      provider.total < MIN_SAMPLE || provider.failing / provider.total <= MAX_FAILING_SHARE,
    wayRefusesMost: refusesMost(outcome.class === 'config' ? origin : provider),
    configIsThisToken:
      !isEstablished && (saysKeyMismatch || (!isMajor && origin.total >= MIN_SAMPLE_TO_BLAME_ONE)),
  };
}

function refusesMost({ total, invalid, config }: WindowCounts): boolean {
  return total >= MIN_SAMPLE && (invalid + config) / total > MAX_REFUSED_SHARE;
}

function addOutcome(window: WindowCounts, outcomeClass: OutcomeClass): WindowCounts {
  return {
    ...window,
    total: window.total + 1,
    invalid: window.invalid + Number(outcomeClass === 'token_invalid'),
    config: window.config + Number(outcomeClass === 'config'),
    failing: window.failing + Number(outcomeClass === 'transient' || outcomeClass === 'ambiguous'),
  };
}

function emptyWindow(scope: string): WindowCounts {
  return { scope, total: 0, invalid: 0, config: 0, failing: 0 };
}
