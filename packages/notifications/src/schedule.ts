import type { NotificationId } from '@carillon/contracts/ids';
import type { JobProducer } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { carryOut, planDispatch } from './dispatch-plan.ts';
import type { ScheduleStore } from './ports-schedule.ts';

export interface ScheduleDependencies {
  readonly schedule: ScheduleStore;
  readonly queue: JobProducer;
  readonly log: Logger;
}

/**
 * Starts scheduled notifications whose time has come, each in a transaction of its own, and gives their number. Any number of
 * workers may do so side by side. One that cannot be started holds up no other, and is tried again at the next look.
 *
 * @throws {Error} for the first one that could not be started, once all others were
 */
export async function startDue(dependencies: ScheduleDependencies, signal: AbortSignal): Promise<number> {
  const failed: Failure[] = [];
  let started = 0;
  while (!signal.aborted) {
    const passedOver = failed.map(({ id }) => id);
    const next = await startNext(dependencies, passedOver);
    if (next === null) break;
    if ('error' in next) failed.push(next);
    else started += 1;
  }
  const [failure] = failed;
  if (failure !== undefined) {
    throw new Error(`The scheduled notification ${failure.id} could not be started`, {
      cause: failure.error,
    });
  }
  return started;
}

interface Failure {
  readonly id: NotificationId;
  readonly error: unknown;
}

/** Null when none is due. A failure before it is known which one would be started is nobody's in particular. */
async function startNext(
  { schedule, queue, log }: ScheduleDependencies,
  passedOver: readonly NotificationId[],
): Promise<{ readonly id: NotificationId } | Failure | null> {
  const taken: NotificationId[] = [];
  try {
    const isStarted = await schedule.startNext(passedOver, async (transaction, { id, audience }) => {
      taken.push(id);
      const plan = await planDispatch(transaction, audience);
      await carryOut({ transaction, queue, id, requestId: null }, plan);
      return plan.status;
    });
    // A transaction that met a deadlock begins anew, perhaps with another one.
    const id = taken.at(-1);
    if (!isStarted || id === undefined) return null;
    log.info({ notification_id: id }, 'notification dispatched');
    return { id };
  } catch (error) {
    const id = taken.at(-1);
    if (id === undefined) throw error;
    return { id, error };
  }
}
