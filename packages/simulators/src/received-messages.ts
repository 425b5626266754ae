/**
 * What a simulator's own receivers got, each message as it came, so that a test can count duplicates. Bounded by bytes:
 * the oldest messages make room.
 */
export class ReceivedMessages<M> {
  readonly #options: ReceivedMessagesOptions<M>;
  readonly #byTarget = new Map<string, M[]>();
  #oldestFirst: M[] = [];
  #bytes = 0;

  constructor(options: ReceivedMessagesOptions<M>) {
    this.#options = options;
  }

  add(message: M): void {
    const target = this.#options.targetOf(message);
    const ofTarget = this.#byTarget.get(target);
    if (ofTarget === undefined) this.#byTarget.set(target, [message]);
    else ofTarget.push(message);
    this.#oldestFirst.push(message);
    this.#bytes += this.#options.bytesOf(message);
    if (this.#bytes > this.#options.maxBytes) this.#forgetOlderHalf();
  }

  /** Oldest first. */
  of(target: string): readonly M[] {
    return this.#byTarget.get(target) ?? [];
  }

  /** Half at a time, so that a full store does not pay for a long shift with every message. */
  #forgetOlderHalf(): void {
    const kept = this.#oldestFirst.slice(Math.ceil(this.#oldestFirst.length / 2));
    this.#byTarget.clear();
    this.#oldestFirst = [];
    this.#bytes = 0;
    for (const message of kept) this.add(message);
  }
}

export interface ReceivedMessagesOptions<M> {
  readonly maxBytes: number;
  /** Who got it: a subscription's id, a token. */
  readonly targetOf: (message: M) => string;
  readonly bytesOf: (message: M) => number;
}
