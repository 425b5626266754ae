import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpoPushMessage } from 'expo-server-sdk';
import type { Outcome } from '../../dispatch/outcome.ts';
import type { SendPace } from '../../dispatch/send-pace.ts';
import { type ExpoApi, SEND_PATH, SENDS_AT_ONCE } from './api.ts';
import { type BatchQueue, createBatchQueue } from './batch-queue.ts';
import { type ExpoReason, outcomeOfFailure, type SendVerdict, verdictOfAnswer } from './errors.ts';
import { splitByProject, splitInHalves } from './splitting.ts';
import { WaitingMessage } from './waiting-message.ts';

/** Messages of one request: https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
export const MESSAGES_PER_REQUEST = 100;
/** Long enough to gather what one chunk of devices sends at once, short beside the way to Expo. */
const LINGER_MS = 5;
/** Of the time that is left, what may be spent on waiting for a turn; the rest is for the request. */
const PACE_SHARE = 0.5;
/** No longer than this in any case: what was known about the devices when their messages were handed in must still hold. */
const MAX_PACE_WAIT_MS = 2_000;

export interface ExpoSenderParts {
  readonly api: ExpoApi;
  readonly pace: SendPace;
  /** The gate key of the rate that all workers keep together. */
  readonly paceScope: string;
  readonly messagesPerSecond: number;
  readonly now: () => Date;
}

/**
 * Hands messages to Expo in requests of many, at the rate that all workers keep together, and tells each what became of
 * it: a request that is refused for the sake of some is taken apart until the others are through.
 */
export class ExpoSender {
  readonly #parts: ExpoSenderParts;
  readonly #queue: BatchQueue<WaitingMessage>;
  readonly #waiting = new Set<WaitingMessage>();
  readonly #closing = new AbortController();

  constructor(parts: ExpoSenderParts) {
    this.#parts = parts;
    this.#queue = createBatchQueue({
      maxItems: MESSAGES_PER_REQUEST,
      lingerMs: LINGER_MS,
      batchesAtOnce: SENDS_AT_ONCE,
      run: (batch) => this.#run(batch),
    });
  }

  async send(message: ExpoPushMessage, deadlineMs: number): Promise<Outcome> {
    const waiting = new WaitingMessage(message, deadlineMs);
    if (this.#closing.signal.aborted) {
      waiting.giveUp('closed');
      return waiting.outcome;
    }
    this.#waiting.add(waiting);
    this.#queue.add(waiting);
    try {
      return await waiting.outcome;
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** Everything that has no answer yet ends now. */
  close(): void {
    this.#closing.abort();
    for (const waiting of this.#waiting) waiting.giveUp('closed');
  }

  async #run(batch: readonly WaitingMessage[]): Promise<void> {
    try {
      await this.#sendBatch(batch);
    } catch (error) {
      for (const waiting of open(batch)) waiting.fail(error);
    }
  }

  async #sendBatch(batch: readonly WaitingMessage[]): Promise<void> {
    if (!(await this.#takeTurn(open(batch)))) return;
    // Looked at again: while they waited for their turn, some may have come to the end of their time.
    const sent = open(batch);
    if (sent.length === 0) return;
    for (const waiting of sent) waiting.mayBeTaken = true;
    const { api, now } = this.#parts;
    const messages = sent.map(({ message }) => message);
    const result = await api.post(SEND_PATH, messages, remainingMs(sent));
    if (result.kind === 'failure') settleAll(sent, outcomeOfFailure(result));
    else this.#apply(verdictOfAnswer(result, sent.length, now()), sent);
  }

  /** False when there is no turn in time, or none can be had: the messages know it then. */
  async #takeTurn(batch: readonly WaitingMessage[]): Promise<boolean> {
    if (batch.length === 0) return false;
    const { pace, paceScope: scope, messagesPerSecond: perSecond } = this.#parts;
    const maxWaitMs = Math.min(remainingMs(batch) * PACE_SHARE, MAX_PACE_WAIT_MS);
    const turn = { scope, count: batch.length, perSecond, maxWaitMs };
    let reserved: Awaited<ReturnType<SendPace['reserve']>>;
    try {
      reserved = await pace.reserve(turn);
    } catch {
      // The database is away. Nothing was sent, and without the shared rate nothing is.
      const reason: ExpoReason = 'pace_unknown';
      const facts = { reason, providerCode: null, retryAfterSeconds: null };
      settleAll(batch, { class: 'transient', ...facts });
      return false;
    }
    if (!reserved.isTaken) {
      const retryAfterSeconds = Math.max(Math.ceil(reserved.waitMs / 1000), 1);
      const reason: ExpoReason = 'pace_exceeded';
      const facts = { reason, providerCode: null, retryAfterSeconds };
      settleAll(batch, { class: 'throttled', scope: 'app', isOwnRate: true, ...facts });
      return false;
    }
    return reserved.waitMs <= 0 || this.#waitFor(reserved.waitMs);
  }

  async #waitFor(waitMs: number): Promise<boolean> {
    const { signal } = this.#closing;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  #apply(verdict: SendVerdict, sent: readonly WaitingMessage[]): void {
    if (verdict.kind === 'all') {
      settleAll(sent, verdict.outcome);
      return;
    }
    if (verdict.kind === 'each') {
      for (const [index, outcome] of verdict.outcomes.entries()) sent[index]?.settle(outcome);
      return;
    }
    // The request was refused as a whole.
    for (const waiting of sent) waiting.mayBeTaken = false;
    const parts =
      verdict.kind === 'mixed' ? splitByProject(sent, verdict.tokensByProject) : splitInHalves(sent);
    if (parts === null) settleAll(sent, verdict.outcome);
    else for (const part of parts) this.#queue.addBatch(part);
  }
}

function open(batch: readonly WaitingMessage[]): WaitingMessage[] {
  return batch.filter((waiting) => !waiting.isSettled);
}

/** Each message has its own deadline; a request goes on for the one that has the longest. */
function remainingMs(batch: readonly WaitingMessage[]): number {
  return Math.max(...batch.map(({ endsAtMs }) => endsAtMs)) - performance.now();
}

/** A message that came to the end of its time meanwhile stays as it is. */
function settleAll(batch: readonly WaitingMessage[], outcome: Outcome): void {
  for (const waiting of batch) waiting.settle(outcome);
}
