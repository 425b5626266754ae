import type { AgentActivity } from '@carillon/contracts/agents';
import type { DeviceId } from '@carillon/contracts/ids';

/*
 * What the registry needs of agents' credentials from storage. Times are the database's: what ends does so at one moment for
 * all processes.
 */

/** A secret as far as it is kept: enough to verify it, and what is signed with it (SEC-2). */
export interface NewAgentCredential {
  readonly id: string;
  readonly deviceId: DeviceId;
  /** argon2id in PHC format, of the secret as it was shown. */
  readonly secretHash: string;
  /** The signing key, encrypted under the key with `keyId` and bound to this row. */
  readonly signingKey: string;
  readonly keyId: string;
}

/** Part of a registry's transaction that has locked the owner. The device is the caller's own. */
export interface AgentWrites {
  insertCredential(credential: NewAgentCredential): Promise<void>;
  /**
   * Lets the present credential of the device end in `graceSeconds`, or at once for 0, and removes the ones before it: two
   * at the most are ever live (SEC-6). Answers when it ends; null when it has ended.
   */
  retireCredentials(deviceId: DeviceId, graceSeconds: number): Promise<Date | null>;
}

export interface AgentReads {
  /** SEC-10: the last 24 hours of one agent, whoever owns it: the caller was checked against it before. */
  activity(deviceId: DeviceId): Promise<AgentActivity>;
}

/** Hashes secrets as passwords are (argon2id), at a pace that leaves the machine to others; packages/auth has it. */
export interface SecretHasher {
  /** @throws {AppError} `unavailable` when too many are waiting */
  hash(secret: string): Promise<string>;
}
