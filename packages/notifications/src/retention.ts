import { defineJob } from '@carillon/queue/job';
import type { Logger } from '@carillon/runtime/logger';
import { z } from 'zod';

/** What is kept for a while and then of no more use to anybody. */
export type Leftover =
  | 'notifications'
  | 'audit_events'
  | 'sessions'
  | 'refresh_tokens'
  | 'outcome_history'
  | 'outcome_windows'
  | 'scope_gates'
  | 'send_paces'
  | 'rate_limits'
  | 'signature_nonces'
  | 'agent_credentials'
  | 'agent_activity'
  | 'pairings';

/** After how many days what administrators may want to read again goes. */
export interface RetentionAges {
  /** Notifications whose life ended so long ago go, with their deliveries and events. Open ones never do. */
  readonly historyDays: number;
  /** Security events (OBS-3). */
  readonly auditDays: number;
}

export interface RetentionStore {
  /** Kinds, in the order in which they are removed. */
  readonly kinds: readonly Leftover[];
  /**
   * Removes some of what is old, in one short transaction, and gives the number of rows: 0 when nothing is left. A
   * notification's deliveries count, too; their events go with them.
   */
  removeSome(kind: Leftover, ages: RetentionAges): Promise<number>;
}

/** Removes what is old, hourly, one at a time over all workers. */
export const retentionJob = defineJob('retention', z.object({}), {
  expireSeconds: 1_800,
  retryLimit: 2,
  retryDelaySeconds: 60,
  isExclusive: true,
});
export const RETENTION_CRON = '17 * * * *';

export interface RetentionDependencies {
  readonly store: RetentionStore;
  readonly ages: RetentionAges;
  readonly log: Logger;
}

/**
 * Removes what is old in batches, so that nobody has to wait behind it, until nothing is left or the process is to stop:
 * what remains then is the next run's.
 *
 * @returns rows that were removed, of the kinds of which there were any
 */
export async function removeOld(
  { store, ages, log }: RetentionDependencies,
  signal: AbortSignal,
): Promise<Partial<Record<Leftover, number>>> {
  const removed: Partial<Record<Leftover, number>> = {};
  for (const kind of store.kinds) {
    let rows = -1;
    while (rows !== 0 && !signal.aborted) {
      rows = await store.removeSome(kind, ages);
      if (rows > 0) removed[kind] = (removed[kind] ?? 0) + rows;
    }
  }
  const { historyDays, auditDays } = ages;
  const days = { history_days: historyDays, audit_days: auditDays };
  log.info({ removed, ...days, finished: !signal.aborted }, 'old rows removed');
  return removed;
}
