import type { Urgency } from './push-request.ts';

/** One message on its way to a browser, or kept by the simulator's own receiver. */
export type PushMessage = {
  /** Named by the Location of the 201, and the `version` that a browser acknowledges. */
  id: string;
  subscriptionId: string;
  body: Buffer;
  topic: string | null;
  urgency: Urgency;
  ttlSeconds: number;
  receivedAtMs: number;
};

/**
 * What waits for one receiver, oldest first: a new message of a topic takes the place of the waiting one with the same
 * topic (RFC 8030 section 5.4). At most `maxMessages` are kept; the oldest make room.
 */
export class Mailbox {
  readonly #maxMessages: number;
  #messages: PushMessage[] = [];

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  put(message: PushMessage): void {
    if (message.topic !== null) {
      this.#messages = this.#messages.filter(
        (waiting) => waiting.subscriptionId !== message.subscriptionId || waiting.topic !== message.topic,
      );
    }
    this.#messages.push(message);
    if (this.#messages.length > this.#maxMessages) this.#messages.shift();
  }

  /** Forgets messages whose TTL is over and returns the others. */
  waiting(nowMs: number): readonly PushMessage[] {
    this.#messages = this.#messages.filter(
      (message) => nowMs < message.receivedAtMs + message.ttlSeconds * 1000,
    );
    return this.#messages;
  }

  remove(messageId: string): void {
    this.#messages = this.#messages.filter((message) => message.id !== messageId);
  }

  removeSubscription(subscriptionId: string): void {
    this.#messages = this.#messages.filter((message) => message.subscriptionId !== subscriptionId);
  }
}
