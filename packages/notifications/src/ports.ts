import type { DeviceId, NotificationId, TokenId, UserId } from '@carillon/contracts/ids';
import type {
  Audience,
  DeliveryState,
  Message,
  NotificationStatus,
  Priority,
} from '@carillon/contracts/notifications';
import type { Preferences } from '@carillon/contracts/preferences';
import type { Channel } from '@carillon/contracts/providers';
import type { AuditStore } from '@carillon/push/ports';
import type { SqlExecutor } from '@carillon/queue/sql-executor';

/** A notification to be stored. */
export interface NewNotification {
  readonly id: NotificationId;
  readonly kind: 'test' | 'message';
  readonly status: NotificationStatus;
  readonly createdById: UserId;
  readonly idempotencyKey: string | null;
  readonly requestHash: Uint8Array;
  readonly audience: StoredAudience;
  readonly message: Message;
  readonly priority: Priority;
  readonly ttlSeconds: number;
  readonly collapseKey: string | null;
  /** Null: it is sent at once. Its life begins then. */
  readonly sendAt: Date | null;
}

/**
 * An audience as it was authorised. `ownerId`: of the devices that have the tags, only this user's. `topicId`: the topic that
 * had the name then; one that is made under the same name later is another.
 */
export type StoredAudience = Audience & { readonly ownerId?: UserId; readonly topicId?: string };

/** A device of an audience, and the way it is reached: its active token's provider, or what its platform suggests. */
export interface Recipient {
  readonly deviceId: DeviceId;
  readonly channel: Channel;
}

/** Deliveries that were stored, and the due time that they all have; `chunkJob` says what it is for. */
export interface Reserved {
  readonly recipients: readonly Recipient[];
  readonly reservedUntil: Date;
}

/** One transaction over notifications and their deliveries. Whatever `executor` runs commits with it. */
export interface SendTransaction {
  readonly executor: SqlExecutor;
  /** What is recorded here is committed with the notification, or not at all. */
  readonly audit: AuditStore;
  /** Null when it was stored; else what the same sender stored under the same key before. */
  insert(notification: NewNotification): Promise<StoredSend | null>;
  /** Milliseconds until then by the database's clock; negative when it is past. */
  msUntil(at: Date): Promise<number>;
  /** The audience's active devices in the order of their ids, at most `limit`. */
  findRecipients(audience: StoredAudience, limit: number): Promise<Recipient[]>;
  insertDeliveries(
    id: NotificationId,
    recipients: readonly Recipient[],
    reservationMs: number,
  ): Promise<Reserved>;
}

export interface StoredSend {
  readonly id: NotificationId;
  readonly status: NotificationStatus;
  readonly requestHash: Uint8Array;
}

/** A device as far as sending to it is concerned. */
export interface DeviceRow {
  readonly id: DeviceId;
  readonly userId: UserId | null;
  readonly name: string;
  readonly isRevoked: boolean;
}

export interface NotificationStore {
  transaction<T>(work: (transaction: SendTransaction) => Promise<T>): Promise<T>;
  /** Those of the ids that exist, with their owners. */
  findDevices(ids: readonly DeviceId[]): Promise<DeviceRow[]>;
  /** By the server's id, or by an installation id of the user's own. */
  findDeviceByRef(ref: string, userId: UserId): Promise<DeviceRow | null>;
  /** Those of the ids that exist. */
  findUsers(ids: readonly UserId[]): Promise<UserId[]>;
  /** Those of the ids that somebody has. */
  findUsersByExternalIds(
    externalIds: readonly string[],
  ): Promise<{ readonly id: UserId; readonly externalId: string }[]>;
  findTopicId(name: string): Promise<string | null>;
  /** What the sender stored under this key before. */
  findByKey(senderId: UserId, idempotencyKey: string): Promise<StoredSend | null>;
}

/** Questions about an audience that is not sent to (yet). */
export interface AudienceReader {
  /** How many devices it has now, by the way to them; only ways that have one. */
  count(audience: StoredAudience): Promise<{ readonly channel: Channel; readonly devices: number }[]>;
  /** Those of the ways that lead to one of its devices now. */
  reached(audience: StoredAudience, channels: readonly Channel[]): Promise<Channel[]>;
}

/** The expansion of an audience, page by page. */
export interface ExpansionStore {
  /**
   * Adds the next page of deliveries behind the saved cursor and hands it to `enqueue` in the same transaction. Null
   * when nothing is left: the notification is then `sending`, or it was never `expanding`.
   */
  expandPage(
    id: NotificationId,
    page: { readonly size: number; readonly reservationMs: number },
    enqueue: (reserved: Reserved, executor: SqlExecutor) => Promise<void>,
  ): Promise<number | null>;
  /** Lets `enqueue` leave the rest to another job, in a transaction that says that the expansion is not stuck. */
  handOn(id: NotificationId, enqueue: (executor: SqlExecutor) => Promise<void>): Promise<void>;
}

/** What a chunk sends, read once for all of its devices. `now` and the others are by the database's clock. */
export interface MessageRow {
  readonly message: Message;
  /** Who tests whether devices are reached; null: it is no test. */
  readonly testedBy: UserId | null;
  readonly status: NotificationStatus;
  readonly priority: Priority;
  readonly collapseKey: string | null;
  /** When its life began: it was sent then, or scheduled for then. */
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly now: Date;
}

/** A delivery that this worker holds until the lease ends. */
export interface Leased {
  readonly deviceId: DeviceId;
  readonly leaseEpoch: number;
  /** Attempts before this one. */
  readonly attempts: number;
  /** Those of them that were refused for our configuration; they do not count towards the most that are made. */
  readonly refusals: number;
  /** Why it waited. */
  readonly reason: string | null;
  /** The worker of the last attempt never reported back. */
  readonly wasLost: boolean;
  /** Nothing goes to the devices of an account that an administrator disabled. */
  readonly isOwnerDisabled: boolean;
  readonly isRevoked: boolean;
  readonly isMuted: boolean;
  /** Null for anonymous subscriptions. */
  readonly ownerId: UserId | null;
  /** What the device and its person want, taken together. */
  readonly preferences: Preferences;
  readonly token: LeasedToken | null;
}

export interface LeasedToken {
  readonly tokenId: TokenId;
  readonly provider: Exclude<Channel, 'inbox'>;
  readonly environment: 'development' | 'production' | null;
  readonly keyId: string;
  readonly ciphertext: string;
  readonly quarantineReason: string | null;
  /** Web push: the VAPID pair that the subscription was made for, where it is known. */
  readonly vapidKeyId: string | null;
}

/**
 * What an outcome does to the token that it used. `accepted`: used now, failures forgotten, and moved
 * to `environment` unless that is null. `failure`: counted, and after
 * enough of them for long enough the token is retired. `invalid`: retired, unless registered anew since `invalidSince`
 * (null: since the lease). `quarantine`: kept and not used until the device registers anew.
 */
export type TokenEffect =
  | { readonly kind: 'accepted'; readonly environment: LeasedToken['environment'] }
  | { readonly kind: 'failure'; readonly mayRetire: boolean }
  | { readonly kind: 'invalid'; readonly invalidSince: Date | null }
  | { readonly kind: 'quarantine' };

/** What is written about one leased delivery. */
export interface DeliveryOutcome {
  readonly deviceId: DeviceId;
  readonly leaseEpoch: number;
  readonly state: Extract<
    DeliveryState,
    'pending' | 'accepted' | 'failed' | 'expired' | 'suppressed' | 'cancelled'
  >;
  readonly reason: string | null;
  /** An attempt was made: it counts, and `durationMs` is its length. */
  readonly attempted: boolean;
  /** The attempt was refused for our configuration. */
  readonly refused: boolean;
  readonly durationMs: number | null;
  /** Only for `pending`: when it is due again. */
  readonly dueInMs: number | null;
  readonly providerMessageId: string | null;
  readonly errorCode: string | null;
  readonly tokenId: TokenId | null;
  readonly tokenEffect: TokenEffect | null;
  /** Null where nothing was decided: the row was only handed back. */
  readonly event: 'accepted' | 'retry' | 'failed' | 'expired' | 'suppressed' | 'cancelled' | null;
}

export interface LeaseRequest {
  readonly id: NotificationId;
  readonly channel: Channel;
  readonly deviceIds: readonly DeviceId[];
  readonly reservedUntil: Date;
  readonly leaseMs: number;
}

/** Rows of one notification and channel that became due. `isLost`: their worker did not write within its lease. */
export interface DueGroup {
  readonly notificationId: NotificationId;
  readonly channel: Channel;
  readonly isLost: boolean;
  readonly attempts: number;
  readonly deviceIds: readonly DeviceId[];
}

export interface Sweep {
  readonly groups: readonly DueGroup[];
  readonly reservedUntil: Date;
  /** Notifications whose expansion has not moved for a while. */
  readonly stalled: readonly NotificationId[];
}

/** The rows that workers fight over. Times are the database's; every write of an outcome is fenced by the lease. */
export interface Ledger {
  findMessage(id: NotificationId): Promise<MessageRow | null>;
  /** Takes what is due of the named rows and nobody holds. `leasedAt` is by the database's clock. */
  lease(request: LeaseRequest): Promise<{ readonly leasedAt: Date; readonly deliveries: readonly Leased[] }>;
  /** Writes outcomes, events and token effects, together or not at all; gives back those that the lease still covered. */
  write(
    id: NotificationId,
    leasedAt: Date,
    outcomes: readonly DeliveryOutcome[],
  ): Promise<{ readonly deviceId: DeviceId; readonly state: DeliveryState }[]>;
  /** Marks the notification done if none of its rows is on its way any more. */
  finish(id: NotificationId): Promise<void>;
  /** Reserves rows that are due, and hands them to `enqueue` in the same transaction. Gives the number of rows. */
  sweep(
    options: { readonly limit: number; readonly reservationMs: number; readonly stalledMs: number },
    enqueue: (sweep: Sweep, executor: SqlExecutor) => Promise<void>,
  ): Promise<number>;
  /** Milliseconds until the next row is due, 0 when one is; null when there is none. */
  nextDueInMs(): Promise<number | null>;
  /** A device's own report. False when there is no such delivery, or it says nothing new. */
  report(report: {
    readonly notificationId: NotificationId;
    readonly deviceId: DeviceId;
    readonly event: 'received' | 'displayed' | 'clicked';
  }): Promise<boolean>;
}

/** Outcomes of the recent past, summed over all workers: what one worker alone sees is too little to judge by. */
export interface OutcomeWindows {
  /** Adds to each scope's window and gives back what it then holds. */
  add(counts: readonly WindowCounts[]): Promise<WindowCounts[]>;
}

export interface WindowCounts {
  readonly scope: string;
  readonly total: number;
  readonly invalid: number;
  readonly config: number;
  readonly failing: number;
  /** Tokens that are said to belong to another sender; also among `invalid`. */
  readonly mismatched: number;
}
