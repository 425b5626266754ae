import type { DeviceId } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { Provider, SendRequest } from '@carillon/push/providers/provider';

/** What a scripted provider does with a request: an outcome, or a network's behaviour, or a defect of its own. */
export type ScriptedAnswer = Outcome | 'accept' | 'hang' | 'reset' | 'unreachable' | 'throw';

/** One request that arrived, in the order of arrival. */
export interface ScriptedHit<P extends ProviderName> {
  readonly request: SendRequest<P>;
  /** 1 for a device's first request of this notification. */
  readonly attempt: number;
  readonly accepted: boolean;
}

/** A provider without a network, behind the same port and passing the same conformance suite as the real ones. */
export interface ScriptedProvider<P extends ProviderName> extends Provider<P> {
  /** Decides about requests from now on; everything is accepted until it is set. */
  script(answer: (request: SendRequest<P>, attempt: number) => ScriptedAnswer): void;
  readonly hits: readonly ScriptedHit<P>[];
  /** Accepted pairs of notification and device, each once. */
  acceptedPairs(): ReadonlySet<string>;
  hitsOf(deviceId: DeviceId): number;
  /** Requests that wait for an answer that never comes by itself. */
  hanging(): number;
  /** Counts what hangs as accepted, whatever its sender is told: the answer will be lost. */
  take(): void;
  /** Answers what hangs. */
  settle(outcome: Outcome): void;
}

type Resolve = (outcome: Outcome) => void;

const ACCEPTED: Outcome = { class: 'accepted', providerMessageId: null };
const CLOSED: Outcome = { class: 'transient', reason: 'closed', providerCode: null, retryAfterSeconds: null };
const RESET: Outcome = { class: 'ambiguous', reason: 'connection_reset', providerCode: null };
const TIMEOUT: Outcome = { class: 'ambiguous', reason: 'timeout', providerCode: null };
const UNREACHABLE: Outcome = {
  class: 'transient',
  reason: 'connection_refused',
  providerCode: null,
  retryAfterSeconds: null,
};

/** @see ScriptedProvider */
export function createScriptedProvider<P extends ProviderName>(name: P): ScriptedProvider<P> {
  const hits: { request: SendRequest<P>; attempt: number; accepted: boolean; open: boolean }[] = [];
  const attempts = new Map<string, number>();
  const waiting = new Set<Resolve>();
  let answer: (request: SendRequest<P>, attempt: number) => ScriptedAnswer = () => 'accept';
  let isClosed = false;

  const hang = (deadlineMs: number): Promise<Outcome> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => settle(TIMEOUT), deadlineMs);
      const settle: Resolve = (outcome) => {
        clearTimeout(timer);
        waiting.delete(settle);
        resolve(outcome);
      };
      waiting.add(settle);
    });

  const settleAll = (outcome: Outcome): void => {
    for (const settle of [...waiting]) settle(outcome);
  };

  return {
    name,
    hits,
    script: (next) => {
      answer = next;
    },
    acceptedPairs: () =>
      new Set(hits.filter(({ accepted }) => accepted).map(({ request }) => pairOf(request))),
    hitsOf: (deviceId) => hits.filter(({ request }) => request.deviceId === deviceId).length,
    hanging: () => waiting.size,
    take: () => {
      for (const hit of hits) if (hit.open) hit.accepted = true;
    },
    settle: settleAll,
    scopeKey: (request, scope) =>
      scope === 'device' ? `${name}:device:${request.deviceId}` : `${name}:${scope}`,
    close: async () => {
      isClosed = true;
      settleAll(CLOSED);
    },
    send: async (request, deadlineMs) => {
      if (isClosed) return CLOSED;
      const attempt = (attempts.get(pairOf(request)) ?? 0) + 1;
      const scripted = answer(request, attempt);
      // It never got there, so that it is no hit either.
      if (scripted === 'unreachable') return UNREACHABLE;
      attempts.set(pairOf(request), attempt);
      const hit = { request, attempt, accepted: false, open: true };
      hits.push(hit);
      const outcome = await outcomeOf(scripted, () => hang(deadlineMs));
      hit.open = false;
      hit.accepted ||= outcome.class === 'accepted';
      return outcome;
    },
  };
}

/** Leaves the current turn, as any network would, so that sends overlap. */
async function outcomeOf(scripted: ScriptedAnswer, hang: () => Promise<Outcome>): Promise<Outcome> {
  await new Promise((resolve) => setImmediate(resolve));
  switch (scripted) {
    case 'accept':
      return ACCEPTED;
    case 'hang':
      return hang();
    case 'reset':
      return RESET;
    case 'unreachable':
      return UNREACHABLE;
    case 'throw':
      throw new Error('The scripted provider trips over this message');
    default:
      return scripted;
  }
}

function pairOf({ notificationId, deviceId }: Pick<SendRequest, 'notificationId' | 'deviceId'>): string {
  return `${notificationId} ${deviceId}`;
}
