import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Message, Priority } from '@carillon/contracts/notifications';

/** What an agent gets of one notification. */
export interface InboxMessage {
  readonly notificationId: NotificationId;
  readonly message: Message;
  readonly priority: Priority;
  /** When it was put into the inbox. */
  readonly acceptedAt: Date;
  readonly expiresAt: Date;
  /** It comes again after this time if it was not acknowledged. By the database's clock, as all of these. */
  readonly leasedUntil: Date;
}

export interface TakeOptions {
  /** Messages at the most, 1 to {@link INBOX.maxMessages}. */
  readonly limit: number;
  /** How long the agent has to acknowledge them, 1 s to {@link INBOX.maxLeaseMs}. */
  readonly leaseMs: number;
  /** Only what was put into the inbox after this time; null: everything. */
  readonly since: Date | null;
}

export const INBOX = { maxMessages: 100, maxLeaseMs: 3_600_000 } as const;

/** Where messages wait to be fetched. */
export interface InboxStore {
  take(deviceId: DeviceId, options: TakeOptions): Promise<InboxMessage[]>;
}

/** The pull channel of agents, which have no push service to wake them. */
export interface Inbox {
  /**
   * The agent's messages in the order in which they were sent, leased to it: nobody gets them again until the lease ends,
   * however many polls run at once. They come again and again until the agent reports them as received, or until their TTL
   * ends. Nothing for a device that is revoked.
   *
   * @throws {RangeError} for options out of their ranges: a programming error
   */
  take(deviceId: DeviceId, options: TakeOptions): Promise<InboxMessage[]>;
}

/** @see Inbox */
export function createInbox({ store }: { readonly store: InboxStore }): Inbox {
  return {
    take: async (deviceId, options) => {
      const { limit, leaseMs } = options;
      if (!(limit >= 1 && limit <= INBOX.maxMessages)) throw new RangeError('Expected another limit');
      if (!(leaseMs >= 1_000 && leaseMs <= INBOX.maxLeaseMs)) throw new RangeError('Expected another lease');
      return store.take(deviceId, options);
    },
  };
}
