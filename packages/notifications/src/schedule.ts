import type { NotificationId } from '@carillon/contracts/ids';
import type { JobProducer } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { carryOut, planDispatch } from './dispatch-plan.ts';
import type { ScheduleStore } from './ports-schedule.ts';
import { createRepetition, type Repetition } from './repetition.ts';

export interface ScheduleDependencies {
  readonly schedule: ScheduleStore;
  readonly queue: JobProducer;
  readonly log: Logger;
}

/** Notifications that others schedule are noticed at least this often. */
const MAX_SLEEP_MS = 1_000;
/** Looked at in one go. */
const MAX_STARTS = 100;

/** Starts scheduled notifications when their time has come. Any number of workers may do so side by side. */
export function createScheduler(dependencies: ScheduleDependencies): Repetition {
  return createRepetition({
    log: dependencies.log,
    failure: 'scheduled notifications cannot be looked for at the moment',
    run: async () => {
      if ((await startDue(dependencies)) > 0) return 0;
      // What is due all the same is being started elsewhere, or could not be: no reason to hurry.
      const dueInMs = (await dependencies.schedule.nextDueInMs()) ?? 0;
      return dueInMs === 0 ? MAX_SLEEP_MS : Math.min(dueInMs, MAX_SLEEP_MS);
    },
  });
}

/**
 * One look: starts what is due, each in a transaction of its own, and gives their number. One that cannot be started is
 * logged and passed over, so that it holds up no other; it is tried again at the next look.
 */
export async function startDue(dependencies: ScheduleDependencies): Promise<number> {
  const failed: NotificationId[] = [];
  let started = 0;
  while (started + failed.length < MAX_STARTS) {
    const next = await startNext(dependencies, failed);
    if (next === null) break;
    if (next.error === null) {
      started += 1;
      dependencies.log.info({ notification_id: next.id }, 'notification dispatched');
    } else {
      failed.push(next.id);
      const members = { err: next.error, notification_id: next.id };
      dependencies.log.error(members, 'a scheduled notification could not be started');
    }
  }
  return started;
}

interface Started {
  readonly id: NotificationId;
  /** Null: it was started. */
  readonly error: unknown;
}

/** Null when none is due. A failure before it was known which one would be started is thrown: the database is away. */
async function startNext(
  { schedule, queue }: ScheduleDependencies,
  except: readonly NotificationId[],
): Promise<Started | null> {
  let started: Started | null = null;
  try {
    await schedule.startNext(except, async (transaction, { id, audience }) => {
      started = { id, error: null };
      const plan = await planDispatch(transaction, audience);
      await carryOut({ transaction, queue, id, requestId: null }, plan);
      return plan.status;
    });
    return started;
  } catch (error) {
    const attempted = started as Started | null;
    if (attempted === null) throw error;
    return { id: attempted.id, error };
  }
}
