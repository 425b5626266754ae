/** Where closed scopes are kept for all workers. Times are relative, so that no machine's clock matters (F-11). */
export interface GateStore {
  readClosed(): Promise<readonly ClosedGate[]>;
  /** Closes a scope for `closedMs` from now by the database's clock; one that is closed for longer stays so. */
  close(gate: { readonly scope: string; readonly closedMs: number; readonly reason: string }): Promise<void>;
}

export interface ClosedGate {
  readonly scope: string;
  readonly remainingMs: number;
  readonly reason: string;
}

/** Answers, for each message, whether its way is closed, without asking the database for each. */
export interface GateKeeper {
  /** Learns what other workers closed, if the last look is too long ago. Call before each message. */
  refresh(): Promise<void>;
  /** True while nothing at all is closed: the usual case, in which no scope need be worked out. */
  readonly allOpen: boolean;
  /** The longest-closed of the scopes, or null. */
  find(scopes: readonly string[]): ClosedGate | null;
  /** Closes for this worker at once, and for the others as soon as they look. */
  close(gate: { readonly scope: string; readonly closedMs: number; readonly reason: string }): Promise<void>;
}

export interface GateKeeperOptions {
  readonly store: GateStore;
  /** How long another worker's closing may go unnoticed. */
  readonly maxAgeMs: number;
  /** Milliseconds that only move forward (`performance.now`). */
  readonly monotonicMs: () => number;
}

interface Gate {
  readonly opensAtMs: number;
  readonly reason: string;
}

/** Keeps a copy of the closed scopes, at most `maxAgeMs` old. One for all sends of a process. */
export function createGateKeeper({ store, maxAgeMs, monotonicMs }: GateKeeperOptions): GateKeeper {
  let gates = new Map<string, Gate>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const startedAtMs = monotonicMs();
    const closed = await store.readClosed();
    const fresh = new Map<string, Gate>();
    for (const { scope, remainingMs, reason } of closed) {
      fresh.set(scope, { opensAtMs: startedAtMs + remainingMs, reason });
    }
    // What was closed here while the database was being read may not be in the answer.
    for (const [scope, gate] of gates) {
      if (gate.opensAtMs > monotonicMs() && !fresh.has(scope)) fresh.set(scope, gate);
    }
    gates = fresh;
    readAtMs = startedAtMs;
  };

  return {
    refresh: async () => {
      if (monotonicMs() - readAtMs < maxAgeMs) return;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    },
    get allOpen() {
      return gates.size === 0;
    },
    find: (scopes) => {
      let longest: ClosedGate | null = null;
      for (const scope of scopes) {
        const gate = gates.get(scope);
        const remainingMs = gate === undefined ? 0 : gate.opensAtMs - monotonicMs();
        if (gate !== undefined && remainingMs > (longest?.remainingMs ?? 0)) {
          longest = { scope, remainingMs, reason: gate.reason };
        }
      }
      return longest;
    },
    close: async ({ scope, closedMs, reason }) => {
      const opensAtMs = monotonicMs() + closedMs;
      if (opensAtMs > (gates.get(scope)?.opensAtMs ?? 0)) gates.set(scope, { opensAtMs, reason });
      await store.close({ scope, closedMs, reason });
    },
  };
}
