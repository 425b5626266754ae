import type { ExpoPushMessage } from 'expo-server-sdk';
import type { Outcome } from '../../dispatch/outcome.ts';

/** One message between its `send` and its outcome. Settled once: by an answer, by its own deadline, or by closing. */
export class WaitingMessage {
  readonly message: ExpoPushMessage;
  /** By `performance.now`. */
  readonly endsAtMs: number;
  readonly outcome: Promise<Outcome>;
  /** A request that holds it may have been written, and no answer has said that it was refused. */
  mayBeTaken = false;
  #isSettled = false;
  readonly #result = Promise.withResolvers<Outcome>();
  readonly #timer: NodeJS.Timeout;

  constructor(message: ExpoPushMessage, deadlineMs: number) {
    this.message = message;
    this.endsAtMs = performance.now() + deadlineMs;
    this.outcome = this.#result.promise;
    this.#timer = setTimeout(() => this.giveUp('timeout'), deadlineMs);
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  settle(outcome: Outcome): void {
    this.#end();
    this.#result.resolve(outcome);
  }

  /** No answer came for it. */
  giveUp(reason: 'timeout' | 'closed'): void {
    const facts = { reason, providerCode: null };
    this.settle(
      this.mayBeTaken
        ? { class: 'ambiguous', ...facts }
        : { class: 'transient', ...facts, retryAfterSeconds: null },
    );
  }

  /** A defect of ours. */
  fail(error: unknown): void {
    this.#end();
    this.#result.reject(error);
  }

  #end(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
  }
}
