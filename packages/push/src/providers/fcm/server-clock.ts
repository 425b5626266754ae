/**
 * The time by a server that knows it: what is signed for Google, and told to Apple, must not follow a machine's clock that
 * is wrong or jumps. Until an answer has told the time, it is the machine's.
 */
export interface ServerClock {
  now(): Date;
  /** Learns from an answer's `Date` (RFC 9110 section 6.6.1), and says by how many seconds this clock was wrong; 0 if it has none. */
  learn(dateHeader: string | string[] | undefined): number;
}

export interface ServerClockOptions {
  readonly now: () => Date;
  /** Milliseconds that only move forward (`performance.now`). */
  readonly monotonicMs: () => number;
}

export function createServerClock({ now, monotonicMs }: ServerClockOptions): ServerClock {
  let learned: { readonly serverMs: number; readonly atMs: number } | null = null;
  const nowMs = (): number =>
    learned === null ? now().getTime() : learned.serverMs + (monotonicMs() - learned.atMs);

  return {
    now: () => new Date(nowMs()),
    learn: (dateHeader) => {
      const serverMs = Date.parse(String(dateHeader));
      if (Number.isNaN(serverMs)) return 0;
      const wrongMs = Math.abs(serverMs - nowMs());
      learned = { serverMs, atMs: monotonicMs() };
      return wrongMs / 1000;
    },
  };
}
