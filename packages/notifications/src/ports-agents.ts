import type { DeviceId, NotificationId } from '@carillon/contracts/ids';

/** What an agent says became of one message. */
export interface NewAck {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  readonly status: 'processed' | 'failed';
  readonly reference: string | null;
  /** Why; only for `failed`. */
  readonly error: string | null;
  /** Why the delivery is in its state from then on. */
  readonly reason: string;
}

/** `unknown`: the agent was never given that message; `repeated`: it was acknowledged before. */
export type AckResult =
  | { readonly status: 'acknowledged'; readonly at: Date }
  | { readonly status: 'unknown' }
  | { readonly status: 'repeated' };

/** What agents do, as far as it is kept. Times are the database's. */
export interface AgentStore {
  /**
   * Notes that the agent polled, for its last_poll_at and its activity, in one statement. When that was; null for one that is
   * revoked or gone.
   */
  notePoll(deviceId: DeviceId): Promise<Date | null>;
  /**
   * Whether a poll that began at `since` may still be answered: the agent is not revoked, its owner is not disabled, and its
   * secrets were not all replaced since then.
   */
  isActive(deviceId: DeviceId, since: Date): Promise<boolean>;
  /**
   * Atomic: stores the acknowledgement, once for ever, moves the delivery to `received` with an event of its trace, and notes
   * it for last_ack_at and the activity (SEC-9).
   */
  acknowledge(ack: NewAck): Promise<AckResult>;
}

/** Tells when there may be something new for an agent, whichever process put it there. */
export interface InboxNotices {
  /** What is told from now on is not missed, until the watch is closed. */
  watch(deviceId: DeviceId): InboxWatch;
}

export interface InboxWatch {
  /**
   * Resolves with `noticed` at a notice, at once if one came since the last wait; else with `timeout`. With `ended` when
   * `signal` aborts or this process is to stop: nobody is to wait any longer.
   */
  wait(options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<WatchResult>;
  close(): void;
}

export type WatchResult = 'noticed' | 'timeout' | 'ended';
