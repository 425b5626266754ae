import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Ciphertext } from '@carillon/push/vault/keyring';

/*
 * What agents' credentials need from storage. Times are the database's, so that all processes agree on how old a signature is
 * and on when a secret ended (F-11).
 */

/** A secret as far as it is kept (SEC-2). */
export interface StoredCredential {
  readonly id: string;
  /** argon2id in PHC format. */
  readonly secretHash: string;
  /** The signing key, bound to this row. */
  readonly signingKey: Ciphertext;
}

export interface LiveAgent {
  readonly deviceId: DeviceId;
  readonly userId: UserId;
  /** The present credential first, then the one in its grace. */
  readonly credentials: readonly StoredCredential[];
  readonly now: Date;
}

export interface AgentCredentialStore {
  /** Of an agent that is not revoked, and whose owner is not disabled, with credentials that have not ended. */
  findLive(deviceId: DeviceId): Promise<LiveAgent | null>;
  /**
   * Atomic over all processes: of any number of claims of one nonce by one device, one is true (SEC-4). It is kept until
   * `until`.
   */
  claimNonce(claim: {
    readonly deviceId: DeviceId;
    readonly nonce: string;
    readonly until: Date;
  }): Promise<boolean>;
  /** Stores a signing key under another key of the ring, unless the row changed meanwhile. */
  reseal(change: {
    readonly credentialId: string;
    readonly from: Ciphertext;
    readonly to: Ciphertext;
  }): Promise<void>;
}
