import type { OutcomeClass } from './outcome.ts';

/** Why a breaker closed a way; also the reason that messages show while they wait for it. */
export type BreakerReason = 'server_failing' | 'config_refused' | 'mass_invalid';

/**
 * What closes a way for all workers, and how it opens again (docs/delivery.md, "Breakers"). All of it is state of the
 * database and measured by its clock, so that any number of workers act as one.
 */
export const BREAKER = {
  /** How long it stays closed the first time; twice as long each time that it has to be closed again. */
  closedMs: { server_failing: 30_000, config_refused: 60_000, mass_invalid: 60_000 },
  maxClosedMs: 300_000,
  /** Messages that each stage lets pass. When most of them went well the next stage follows, after the last one it is open. */
  stages: [5, 20, 80, 320, 1_280],
  /** Between two stages. */
  pauseMs: 3_000,
  /** Permits whose messages were never heard of (their worker died) are given out anew after this long. */
  lostPermitMs: 20_000,
  /** Without traffic for so long after its time to open, what was known about it is worth nothing. */
  forgottenMs: 600_000,
} as const satisfies {
  readonly closedMs: Readonly<Record<BreakerReason, number>>;
  readonly stages: readonly number[];
  readonly [setting: string]: unknown;
};

/** Whether the message that a half-open way let pass speaks for opening it. `unclear`: it says nothing either way. */
export function judgeProbe(reason: string, outcome: OutcomeClass): 'passed' | 'failed' | 'unclear' {
  switch (outcome) {
    case 'accepted':
    case 'payload':
      return 'passed';
    case 'throttled':
      return 'unclear';
    case 'transient':
    case 'ambiguous':
      return 'failed';
    case 'config':
      return reason === 'server_failing' ? 'passed' : 'failed';
    case 'token_invalid':
      return reason === 'mass_invalid' ? 'failed' : 'passed';
  }
}
