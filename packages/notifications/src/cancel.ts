import { AppError } from '@carillon/contracts/errors';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { AuditStore } from '@carillon/push/ports';
import type { Logger } from '@carillon/runtime/logger';
import type { CancelStore } from './ports-cancel.ts';
import type { SendContext } from './send-context.ts';

/** Rows in one transaction: workers wait for it where they meet it. */
export const CANCEL_PAGE_ROWS = 5_000;

export interface CancelDependencies {
  readonly cancels: CancelStore;
  readonly audit: AuditStore;
  readonly log: Logger;
}

export interface Cancelled {
  readonly cancelled: number;
  /** Devices whose attempt was under way or over. */
  readonly alreadySent: number;
}

/**
 * Takes back what was not sent yet. First the notification itself is marked, so that it is not started, expanded or begun on
 * any more; then its waiting rows are cancelled, a page and a transaction at a time. Whoever ends in between leaves rows that
 * workers cancel when they come to them; asking again does the rest and answers the same. That somebody else than its sender
 * took it back goes to the audit log.
 *
 * @throws {AppError} `not_found`; `forbidden` for all but its sender and administrators; `conflict` when it is over
 */
export async function cancel(
  { cancels, audit, log }: CancelDependencies,
  { sender, requestId, ipAddress }: SendContext,
  id: NotificationId,
): Promise<Cancelled> {
  const found = await cancels.findSender(id);
  if (found === null) throw new AppError('not_found', { detail: 'There is no such notification.' });
  if (found.createdById !== sender.userId && sender.role !== 'admin') {
    throw new AppError('forbidden', {
      detail: 'Only its sender and administrators may cancel a notification.',
    });
  }
  const before = await cancels.mark(id);
  if (before === 'done') {
    throw new AppError('conflict', { detail: 'This notification is done: nothing of it waits any more.' });
  }
  if (found.createdById !== sender.userId && before !== 'cancelled') {
    await audit.record({
      userId: sender.userId,
      action: 'notification.cancelled',
      targetType: 'notification',
      targetId: id,
      ipAddress,
      requestId,
      details: {},
    });
  }
  await cancelWaiting(cancels, id);
  const { cancelled, others } = await cancels.count(id);
  const ids = { notification_id: id, user_id: sender.userId, request_id: requestId };
  if (before !== 'cancelled') log.info({ ...ids, cancelled, already_sent: others }, 'notification cancelled');
  return { cancelled, alreadySent: others };
}

async function cancelWaiting(cancels: CancelStore, id: NotificationId): Promise<void> {
  let after: DeviceId | null = null;
  do after = await cancels.cancelPage(id, { after, size: CANCEL_PAGE_ROWS });
  while (after !== null);
}
