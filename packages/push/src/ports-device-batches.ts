import type { DeviceId, SessionId, TokenId, UserId } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';

/*
 * What is done to many of one user's devices in a few statements, however many they are (REG-14). Part of a registry's
 * transaction that has locked the owner.
 */

/** What ended with a device. */
export interface EndedDevice {
  readonly deviceId: DeviceId;
  readonly endedSessions: number;
  readonly endedTokens: readonly { readonly tokenId: TokenId; readonly provider: ProviderName }[];
}

export interface DeviceBatches {
  /** Those of the ids that are somebody's: tells "not yours" from "no such thing" (REG-13), and nothing else about them. */
  existing(ids: readonly DeviceId[]): Promise<readonly DeviceId[]>;
  /** Which of the user's agents that are not revoked have one of the names (REG-8). */
  findAgentsNamed(
    userId: UserId,
    names: readonly string[],
  ): Promise<readonly { readonly id: DeviceId; readonly name: string }[]>;
  /**
   * Revokes devices that are active (REG-9): their tokens become history without ciphertext, an agent's credentials are
   * removed, and what is signed in on them ends but for the session that asks. Answers in no particular order.
   */
  revoke(revocation: {
    readonly userId: UserId;
    readonly deviceIds: readonly DeviceId[];
    readonly exceptSessionId: SessionId | null;
    readonly at: Date;
  }): Promise<readonly EndedDevice[]>;
  /** Agents may take each other's names. */
  rename(renaming: {
    readonly userId: UserId;
    readonly names: readonly { readonly id: DeviceId; readonly name: string }[];
    readonly at: Date;
  }): Promise<void>;
}
