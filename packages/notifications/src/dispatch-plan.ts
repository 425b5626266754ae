import type { NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import type { NotificationStatus } from '@carillon/contracts/notifications';
import type { JobProducer } from '@carillon/queue/queue';
import { chunksOf } from './chunks.ts';
import { expandJob, promptJob } from './jobs.ts';
import type { Recipient, SendTransaction, StoredAudience } from './ports.ts';
import { RESERVATION_MS } from './timing.ts';

/** How a notification whose time has come gets to its devices. */
export interface DispatchPlan {
  readonly status: Extract<NotificationStatus, 'expanding' | 'sending' | 'done'>;
  /** Null: too many for one transaction. */
  readonly recipients: readonly Recipient[] | null;
}

/** Small audiences become deliveries in the transaction that sends; others are left to an expansion. */
export async function planDispatch(
  transaction: SendTransaction,
  audience: StoredAudience,
): Promise<DispatchPlan> {
  const found = await transaction.findRecipients(audience, LIMITS.inlineExpansionDevices + 1);
  if (found.length > LIMITS.inlineExpansionDevices) return { status: 'expanding', recipients: null };
  // Nobody to send to is a message that is done.
  return { status: found.length === 0 ? 'done' : 'sending', recipients: found };
}

export interface Dispatch {
  readonly transaction: SendTransaction;
  readonly queue: JobProducer;
  readonly id: NotificationId;
  readonly requestId: string | null;
}

/** Stores what was planned for a notification that is stored, and the jobs that will do it, in its transaction. */
export async function carryOut(
  { transaction, queue, id, requestId }: Dispatch,
  { recipients }: DispatchPlan,
): Promise<void> {
  const { executor } = transaction;
  if (recipients === null) {
    await queue.enqueue(expandJob, [{ notificationId: id, requestId }], { executor, priority: 'bulk' });
    return;
  }
  if (recipients.length === 0) return;
  const reserved = await transaction.insertDeliveries(id, recipients, RESERVATION_MS.prompt);
  const jobs = chunksOf(id, reserved, { requestId, lane: 'prompt' });
  await queue.enqueue(promptJob, jobs, { executor, priority: 'prompt' });
}
