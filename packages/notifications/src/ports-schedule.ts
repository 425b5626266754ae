import type { NotificationId } from '@carillon/contracts/ids';
import type { NotificationStatus } from '@carillon/contracts/notifications';
import type { SendTransaction, StoredAudience } from './ports.ts';

/** A scheduled notification whose time has come. */
export interface DueNotification {
  readonly id: NotificationId;
  readonly audience: StoredAudience;
}

/** Notifications that wait for their time, by the database's clock. */
export interface ScheduleStore {
  /**
   * Takes the one that has been due longest and that no other worker holds, and gives it the status that `start` returns,
   * all in one transaction. False when there was none.
   *
   * @param passedOver not taken: their start failed just before
   */
  startNext(
    passedOver: readonly NotificationId[],
    start: (transaction: SendTransaction, due: DueNotification) => Promise<NotificationStatus>,
  ): Promise<boolean>;
}
