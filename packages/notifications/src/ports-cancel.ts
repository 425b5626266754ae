import type { DeviceId, NotificationId, UserId } from '@carillon/contracts/ids';
import type { NotificationStatus } from '@carillon/contracts/notifications';

/** What cancelling needs from storage. */
export interface CancelStore {
  /** Null when there is no such notification. */
  findSender(id: NotificationId): Promise<{ readonly createdById: UserId | null } | null>;
  /**
   * Makes the notification `cancelled` unless it is over, and gives the status that it had. From then on its expansion
   * adds nothing and workers decide against what they lease.
   */
  mark(id: NotificationId): Promise<NotificationStatus | null>;
  /**
   * Cancels the next rows that wait, each with its event, in a transaction of its own: at most `size`, in the order of
   * their devices, behind `after`. The last one's device; null when none was left.
   */
  cancelPage(
    id: NotificationId,
    page: { readonly after: DeviceId | null; readonly size: number },
  ): Promise<DeviceId | null>;
  /** Rows that were cancelled, and rows in any other state. */
  count(id: NotificationId): Promise<{ readonly cancelled: number; readonly others: number }>;
}
