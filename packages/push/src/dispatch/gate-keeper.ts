import { BREAKER, type BreakerReason, judgeProbe } from './breaker.ts';
import type { OutcomeClass } from './outcome.ts';

/** Where closed scopes are kept for all workers. Times are relative, so that no machine's clock matters (F-11). */
export interface GateStore {
  /** What is closed, and what opens in stages. */
  readClosed(): Promise<readonly StoredGate[]>;
  /** Closes a scope for `closedMs` from now by the database's clock; one that is closed for longer stays so. */
  close(gate: { readonly scope: string; readonly closedMs: number; readonly reason: string }): Promise<void>;
  /** Opens the breaker of a scope, unless it is open already or on its way back: the way is closed for a while. */
  trip(gate: { readonly scope: string; readonly reason: BreakerReason }): Promise<void>;
  /** Takes one of the messages that a half-open scope lets pass. False when there is none. */
  takePermit(scope: string): Promise<boolean>;
  /** Counts what became of such a message; closes the scope again, or opens it further, when most went one way. */
  reportProbe(scope: string, result: 'passed' | 'failed'): Promise<void>;
}

export interface ClosedGate {
  readonly scope: string;
  readonly remainingMs: number;
  readonly reason: string;
}

/** `stage` 0 opens wholly when `remainingMs` is over; above that `permits` messages may then pass. */
export interface StoredGate extends ClosedGate {
  readonly stage: number;
  readonly permits: number;
}

/** `probes`: half-open scopes that let this message pass, and want to hear what became of it. */
export type Admission =
  | { readonly kind: 'open'; readonly probes: readonly Probe[] }
  | { readonly kind: 'held'; readonly remainingMs: number; readonly reason: string };

export interface Probe {
  readonly scope: string;
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
  /** Whether a message may pass now. Asks the database only where a way is half open. */
  admit(scopes: readonly string[]): Promise<Admission>;
  /** Closes for this worker at once, and for the others as soon as they look. */
  close(gate: { readonly scope: string; readonly closedMs: number; readonly reason: string }): Promise<void>;
  /** Opens a breaker: for this worker at once, and for the others as soon as they look. */
  trip(gate: { readonly scope: string; readonly reason: BreakerReason }): Promise<void>;
  /** True while the scope is closed, or half open, for this reason. */
  isTripped(scope: string, reason: BreakerReason): boolean;
  report(probes: readonly Probe[], outcome: OutcomeClass): Promise<void>;
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
  readonly knownAtMs: number;
  readonly reason: string;
  readonly stage: number;
  permits: number;
}

/** Where the permits are used up, it is worth asking again after the pause between two stages. */
const WITHOUT_PERMIT_MS = BREAKER.pauseMs;
const OPEN: Admission = { kind: 'open', probes: [] };

/** Keeps a copy of the closed scopes, at most `maxAgeMs` old. One for all sends of a process. */
export function createGateKeeper({ store, maxAgeMs, monotonicMs }: GateKeeperOptions): GateKeeper {
  let gates = new Map<string, Gate>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const startedAtMs = monotonicMs();
    const closed = await store.readClosed();
    const fresh = new Map<string, Gate>();
    for (const { scope, remainingMs, reason, stage, permits } of closed) {
      const opensAtMs = startedAtMs + remainingMs;
      fresh.set(scope, { opensAtMs, knownAtMs: startedAtMs, reason, stage, permits });
    }
    // What was closed here while the database was being read may not be in the answer.
    for (const [scope, gate] of gates) {
      if (gate.knownAtMs >= startedAtMs && !fresh.has(scope)) fresh.set(scope, gate);
    }
    gates = fresh;
    readAtMs = startedAtMs;
  };

  const find = (scopes: readonly string[]): ClosedGate | null => {
    let longest: ClosedGate | null = null;
    for (const scope of scopes) {
      const gate = gates.get(scope);
      const remainingMs = gate === undefined ? 0 : gate.opensAtMs - monotonicMs();
      if (gate !== undefined && remainingMs > (longest?.remainingMs ?? 0)) {
        longest = { scope, remainingMs, reason: gate.reason };
      }
    }
    return longest;
  };

  const closeHere = (scope: string, gate: Pick<Gate, 'opensAtMs' | 'reason' | 'stage'>): void => {
    const known = gates.get(scope);
    if (gate.opensAtMs <= (known?.opensAtMs ?? 0)) return;
    const isTripped = known !== undefined && known.stage > 0;
    const { stage, reason } = isTripped ? known : gate;
    gates.set(scope, { opensAtMs: gate.opensAtMs, reason, stage, permits: 0, knownAtMs: monotonicMs() });
  };

  /** A permit that is taken for one scope while another has none is lost, and given out anew by the store some day. */
  const pass = async (scopes: readonly string[]): Promise<Admission> => {
    const probes: Probe[] = [];
    for (const scope of scopes) {
      const gate = gates.get(scope);
      if (gate === undefined || gate.stage === 0) continue;
      const isPermitted = gate.permits > 0 && (await store.takePermit(scope));
      if (!isPermitted) {
        gate.permits = 0;
        return { kind: 'held', remainingMs: WITHOUT_PERMIT_MS, reason: gate.reason };
      }
      probes.push({ scope, reason: gate.reason });
    }
    return probes.length === 0 ? OPEN : { kind: 'open', probes };
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
    find,
    admit: async (scopes) => {
      if (gates.size === 0) return OPEN;
      const closed = find(scopes);
      if (closed !== null) return { kind: 'held', remainingMs: closed.remainingMs, reason: closed.reason };
      return pass(scopes);
    },
    close: async ({ scope, closedMs, reason }) => {
      closeHere(scope, { opensAtMs: monotonicMs() + closedMs, reason, stage: 0 });
      await store.close({ scope, closedMs, reason });
    },
    trip: async ({ scope, reason }) => {
      // Whoever is on its way back is judged by its probes alone, not by what was under way before.
      if ((gates.get(scope)?.stage ?? 0) > 0) return;
      closeHere(scope, { opensAtMs: monotonicMs() + BREAKER.closedMs[reason], reason, stage: 1 });
      await store.trip({ scope, reason });
    },
    isTripped: (scope, reason) => {
      const gate = gates.get(scope);
      return gate !== undefined && gate.stage > 0 && gate.reason === reason;
    },
    report: async (probes, outcome) => {
      for (const { scope, reason } of probes) {
        const result = judgeProbe(reason, outcome);
        if (result !== 'unclear') await store.reportProbe(scope, result);
      }
    },
  };
}
