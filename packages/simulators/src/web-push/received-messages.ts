import type { PushMessage } from './messages.ts';

/**
 * What the simulator's own receivers got, each message as it came, so that a test can count duplicates. Bounded by
 * bytes: the oldest messages make room.
 */
export class ReceivedMessages {
  readonly #maxBytes: number;
  readonly #bySubscription = new Map<string, PushMessage[]>();
  #oldestFirst: PushMessage[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(message: PushMessage): void {
    const ofSubscription = this.#bySubscription.get(message.subscriptionId);
    if (ofSubscription === undefined) this.#bySubscription.set(message.subscriptionId, [message]);
    else ofSubscription.push(message);
    this.#oldestFirst.push(message);
    this.#bytes += message.body.length;
    if (this.#bytes > this.#maxBytes) this.#forgetOlderHalf();
  }

  /** Oldest first. */
  of(subscriptionId: string): readonly PushMessage[] {
    return this.#bySubscription.get(subscriptionId) ?? [];
  }

  /** Half at a time, so that a full store does not pay for a long shift with every message. */
  #forgetOlderHalf(): void {
    const kept = this.#oldestFirst.slice(Math.ceil(this.#oldestFirst.length / 2));
    this.#bySubscription.clear();
    this.#oldestFirst = [];
    this.#bytes = 0;
    for (const message of kept) this.add(message);
  }
}
