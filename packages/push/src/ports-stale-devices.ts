import type { DeviceId, TokenId, UserId } from '@carillon/contracts/ids';
import type { Platform, ProviderName } from '@carillon/contracts/providers';

/*
 * What stale cleanup needs from storage (REG-16). Ages are measured by the database's clock. Each call is one short
 * transaction, skips rows that somebody else is changing, and may run beside any other.
 */

export interface RetiredToken {
  readonly tokenId: TokenId;
  readonly deviceId: DeviceId;
  /** Null for an anonymous subscription, whose device was revoked with it. */
  readonly userId: UserId | null;
  readonly provider: ProviderName;
  readonly platform: Platform;
}

/** A place in the history of tokens, which is ordered by the time of their end. */
export interface HistoryPosition {
  readonly revokedAt: Date;
  readonly id: TokenId;
}

export interface StaleDeviceStore {
  /**
   * Looks at the next `limit` active tokens of a provider in the order of their ids, and makes those history that nobody used
   * for more than `unusedDays`: not registered anew, not sent to, and the device did not call. A device that nobody owns is
   * revoked with its token.
   *
   * Tokens that cannot be opened at present, being quarantined or of a key that is not in `keyIds`, stay: nothing was sent
   * to them for that reason alone (TOK-3).
   *
   * @returns `last`: where to go on; null after the last token
   */
  retireTokens(batch: {
    readonly provider: ProviderName;
    readonly unusedDays: number;
    readonly keyIds: readonly string[];
    readonly after: TokenId | null;
    readonly limit: number;
  }): Promise<{ readonly last: TokenId | null; readonly retired: readonly RetiredToken[] }>;
  /**
   * Removes tokens that became history more than `days` ago, but for the one that a device without push shows as the reason.
   *
   * @returns `last`: where to go on; null after the last one
   */
  removeTokenHistory(batch: {
    readonly days: number;
    readonly after: HistoryPosition | null;
    readonly limit: number;
  }): Promise<{ readonly last: HistoryPosition | null; readonly removed: number }>;
  /**
   * Removes devices that were revoked more than `days` ago, with all that is theirs but for sessions that go on.
   *
   * @returns how many; 0 when none is left
   */
  removeRevokedDevices(batch: { readonly days: number; readonly limit: number }): Promise<number>;
}
