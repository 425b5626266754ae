import { BoundedMap } from './bounded-map.ts';

const MAX_TARGETS = 250_000;
const MAX_MESSAGE_IDS = 250_000;
const MAX_RECENT = 10_000;

/** How a request ended: the status answered, broken off or left hanging by the script, or given up by the client. */
export type HitOutcome = number | 'reset' | 'hang' | 'aborted';

export type Hit = {
  /** Milliseconds since the epoch at which the request's headers arrived. */
  atMs: number;
  /** The subscription's id or the token. */
  target: string;
  /** What the sender calls the message where others can read it: web push's Topic, APNs' apns-id. */
  messageId: string | null;
  outcome: HitOutcome;
  /** Whether the message was taken, which a scripted answer can hide from the sender. */
  taken: boolean;
  /** The fault rule that took the request. */
  rule: string | null;
  /** What else the service recorded: urgency, TTL, size, protocol. */
  details: Readonly<Record<string, string | number | null>>;
};

export type HitCount = { hits: number; taken: number; outcomes: Record<string, number> };

export type HitReport = {
  hits: number;
  taken: number;
  /** How many different targets took at least one message. */
  distinctTargetsTaken: number;
  outcomes: Record<string, number>;
  /** Requests that are not answered yet, and the most that there were at once. */
  open: number;
  peakOpen: number;
  targets: Record<string, HitCount>;
  messageIds: Record<string, HitCount>;
  /** How many targets and message ids were forgotten to bound the memory; the totals above still count them. */
  forgotten: number;
};

/** Counts requests in bounded memory: totals for ever, per target and message id for the latest, and the last few whole. */
export class HitLedger {
  #total = emptyCount();
  #distinctTargetsTaken = 0;
  #open = 0;
  #peakOpen = 0;
  #recent: Hit[] = [];
  readonly #targets = new BoundedMap<string, HitCount>(MAX_TARGETS);
  readonly #messageIds = new BoundedMap<string, HitCount>(MAX_MESSAGE_IDS);

  /** A request has arrived; `closed` is aborted when it is answered or broken off. */
  opened(closed: AbortSignal): void {
    if (closed.aborted) return;
    this.#open += 1;
    this.#peakOpen = Math.max(this.#peakOpen, this.#open);
    closed.addEventListener('abort', () => this.#close(), { once: true });
  }

  record(hit: Hit): void {
    add(this.#total, hit);
    const ofTarget = this.#targets.getOrCreate(hit.target, emptyCount);
    add(ofTarget, hit);
    if (hit.taken && ofTarget.taken === 1) this.#distinctTargetsTaken += 1;
    if (hit.messageId !== null) add(this.#messageIds.getOrCreate(hit.messageId, emptyCount), hit);
    this.#recent.push(hit);
    // Cut in halves rather than one by one: shifting a long array for each request would cost more than the request.
    if (this.#recent.length >= 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
  }

  report(): HitReport {
    return {
      ...structuredClone(this.#total),
      distinctTargetsTaken: this.#distinctTargetsTaken,
      open: this.#open,
      peakOpen: this.#peakOpen,
      targets: toRecord(this.#targets),
      messageIds: toRecord(this.#messageIds),
      forgotten: this.#targets.evicted + this.#messageIds.evicted,
    };
  }

  /** The latest requests, oldest first. */
  recent(): readonly Hit[] {
    return this.#recent.slice(-MAX_RECENT);
  }

  /** Forgets everything but the requests that are open now. */
  clear(): void {
    this.#total = emptyCount();
    this.#distinctTargetsTaken = 0;
    this.#peakOpen = this.#open;
    this.#recent = [];
    this.#targets.clear();
    this.#messageIds.clear();
  }

  #close(): void {
    this.#open -= 1;
  }
}

function emptyCount(): HitCount {
  return { hits: 0, taken: 0, outcomes: {} };
}

function add(count: HitCount, hit: Hit): void {
  count.hits += 1;
  if (hit.taken) count.taken += 1;
  count.outcomes[hit.outcome] = (count.outcomes[hit.outcome] ?? 0) + 1;
}

function toRecord(counts: BoundedMap<string, HitCount>): Record<string, HitCount> {
  return Object.fromEntries([...counts.entries()].map(([key, count]) => [key, structuredClone(count)]));
}
