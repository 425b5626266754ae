import type { DeviceId, NotificationId } from '@carillon/contracts/ids';

/** A message that a provider took, and of which it will say later what became of it. Times are the database's. */
export interface AwaitedReceipt {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  /** The provider's id of the message. */
  readonly ticketId: string;
  /** Attempts so far, the accepted one included. */
  readonly attempts: number;
  /** Those of them that were refused for our configuration. */
  readonly refusals: number;
  readonly acceptedAt: Date;
  /** When the message's life ends. */
  readonly expiresAt: Date;
}

/** What is written about one awaited receipt. A device that has reported the message itself is not contradicted. */
export type ReceiptFinding =
  /** The provider handed the message on. */
  | { readonly kind: 'ok'; readonly reason: string }
  /** No receipt yet: asked for again. */
  | { readonly kind: 'absent'; readonly dueInMs: number }
  /** The provider could not be asked; this was no check. */
  | { readonly kind: 'unasked'; readonly dueInMs: number }
  /** No receipt, and none will come: what became of the message stays unknown. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** It was not delivered, and is not sent again. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly errorCode: string | null;
      /** The token is dead: retired, unless the device registered it again since the attempt. */
      readonly retiresToken: boolean;
    }
  /** It was not delivered, and is sent again. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly errorCode: string | null;
      readonly dueInMs: number;
      /** For our configuration. */
      readonly refused: boolean;
    };

export interface WrittenFinding {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  readonly finding: ReceiptFinding;
}

/** The receipts that are awaited, for any number of workers. */
export interface ProviderReceiptStore {
  /**
   * Takes receipts that are due, oldest first, for `leaseMs`: nobody else gets them meanwhile, and everybody can when it
   * has passed. `now` is the database's.
   */
  claim(options: { readonly limit: number; readonly leaseMs: number }): Promise<ClaimedReceipts>;
  /**
   * Writes what was found, with its steps in the trace and what it does to tokens, together or not at all. Gives back
   * what was written: not what somebody else claimed since, nor what a device's own report outweighs.
   */
  write(claimedUntil: Date, findings: readonly WrittenFinding[]): Promise<WrittenFinding[]>;
}

export interface ClaimedReceipts {
  readonly now: Date;
  /** What the claim is known by when it is written. */
  readonly claimedUntil: Date;
  readonly receipts: readonly AwaitedReceipt[];
}
