import type { AuditAction, AuditTarget } from '@carillon/contracts/audit';
import type { DeviceId, InstallationId, TokenId, UserId } from '@carillon/contracts/ids';
import type { Environment, Platform, ProviderName, RevokeReason } from '@carillon/contracts/providers';
import type { AgentReads, AgentWrites } from './ports-agents.ts';
import type { DeviceBatches } from './ports-device-batches.ts';
import type { PairingApprovals } from './ports-pairings.ts';
import type { Fingerprint } from './vault/fingerprint.ts';
import type { Ciphertext } from './vault/keyring.ts';

/*
 * What the device registry needs from storage. Reads and writes of a user's device take the user's id and find nothing
 * of anybody else's (T-5); the few that do not say why.
 */

export interface DeviceRecord {
  readonly id: DeviceId;
  /** Null only for anonymous web subscriptions. */
  readonly userId: UserId | null;
  /** Null for agents and anonymous web subscriptions. */
  readonly installationId: InstallationId | null;
  readonly kind: 'push' | 'agent';
  readonly platform: Platform;
  readonly name: string;
  readonly model: string | null;
  readonly osVersion: string | null;
  readonly appVersion: string | null;
  readonly userAgent: string | null;
  readonly tags: readonly string[];
  /** TOK-7: the newest registration or logout seen. */
  readonly generation: number;
  readonly mutedUntil: Date | null;
  readonly lastSeenAt: Date | null;
  readonly lastPollAt: Date | null;
  readonly lastAckAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly revokedAt: Date | null;
}

/** The active token of a device or, when none is active, the newest of its history. No token material. */
export interface TokenSummary {
  readonly provider: ProviderName;
  readonly environment: Environment | null;
  readonly active: boolean;
  readonly keyId: string | null;
  readonly vapidKeyId: string | null;
  readonly quarantineReason: string | null;
  readonly revokeReason: RevokeReason | null;
  readonly lastFailureReason: string | null;
}

export interface DeviceWithToken {
  readonly device: DeviceRecord;
  readonly token: TokenSummary | null;
  /** When any of its tokens last took a message. */
  readonly lastDeliveredAt: Date | null;
  /** SEC-10: an agent that polled within 300 s, by the database's clock. */
  readonly online: boolean;
}

export interface DeviceQuery {
  /** Whose; null for everybody's, and those of anonymous subscriptions: for administrators. */
  readonly userId: UserId | null;
  readonly kind: DeviceRecord['kind'] | null;
  readonly status: 'active' | 'revoked' | 'all';
  readonly tag: string | null;
  /** Looked for in name, platform, model, tags and user agent, whatever its case. */
  readonly search: string | null;
  /** The last device of the page before. */
  readonly after: { readonly createdAt: Date; readonly id: string } | null;
  readonly limit: number;
}

export interface DeviceReads {
  /** By the server's id or by the installation's own; the former wins should both exist. */
  findOwn(userId: UserId, ref: string): Promise<DeviceWithToken | null>;
  /** For administrators: whoever owns it. */
  findAny(id: DeviceId): Promise<DeviceWithToken | null>;
  /** Tells "not yours" from "no such thing" (REG-13), and nothing else about the device. */
  exists(id: DeviceId): Promise<boolean>;
  /** Newest first, in one statement. */
  list(query: DeviceQuery): Promise<readonly DeviceWithToken[]>;
  /**
   * Atomic, by the database's clock: sets last_seen_at of an active device unless that happened in the last
   * `minIntervalSeconds`. True when it was written.
   */
  touchLastSeen(id: DeviceId, minIntervalSeconds: number): Promise<boolean>;
}

export interface SealedTokenRow {
  readonly tokenId: TokenId;
  readonly deviceId: DeviceId;
  readonly keyId: string;
  readonly ciphertext: string;
}

/** An active token with what is needed to decide who may take it over. */
export interface ActiveToken extends SealedTokenRow {
  readonly provider: ProviderName;
  readonly environment: Environment | null;
  readonly fingerprint: Uint8Array;
  readonly quarantineReason: string | null;
  readonly createdAt: Date;
  readonly userId: UserId | null;
  readonly installationId: InstallationId | null;
  readonly platform: Platform;
  readonly generation: number;
}

export interface SubscriptionRecord {
  readonly id: TokenId;
  readonly deviceId: DeviceId;
  readonly userId: UserId | null;
  readonly endpointHint: string | null;
  readonly userAgent: string | null;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface SubscriptionQuery {
  readonly status: 'active' | 'all';
  /** The id of the last subscription of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

export interface TokenReads {
  /** Whoever holds it: the caller proved to know the token, or is checked against `userId` next. */
  findActiveByFingerprint(fingerprint: Fingerprint): Promise<ActiveToken | null>;
  /** Whoever holds it: the caller is checked against `userId` next. */
  findActiveById(id: TokenId): Promise<ActiveToken | null>;
  /** For administrators: web push subscriptions of everybody, newest first. */
  listSubscriptions(query: SubscriptionQuery): Promise<readonly SubscriptionRecord[]>;
}

export type NewDevice = Pick<
  DeviceRecord,
  | 'id'
  | 'userId'
  | 'installationId'
  | 'platform'
  | 'name'
  | 'model'
  | 'osVersion'
  | 'appVersion'
  | 'userAgent'
  | 'tags'
  | 'generation'
  | 'createdAt'
>;

/** Members that are undefined stay as they are. */
export interface DeviceChanges {
  readonly platform?: Platform | undefined;
  readonly name?: string | undefined;
  readonly model?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly appVersion?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly generation?: number | undefined;
  readonly mutedUntil?: Date | null | undefined;
  readonly lastSeenAt?: Date | undefined;
  readonly revokedAt?: Date | null | undefined;
}

export interface DeviceWrites {
  findOwn(userId: UserId, ref: string): Promise<DeviceRecord | null>;
  /** The user's own among them, by the server's id or the installation's; others are left out. */
  findManyOwn(userId: UserId, refs: readonly string[]): Promise<readonly DeviceRecord[]>;
  findOwnByInstallation(userId: UserId, installationId: InstallationId): Promise<DeviceRecord | null>;
  /** The owner's device that has the token with this fingerprint; `userId` null: an anonymous one. */
  findOwnByToken(userId: UserId | null, fingerprint: Fingerprint): Promise<DeviceRecord | null>;
  /** All kinds. */
  countActive(userId: UserId): Promise<number>;
  /**
   * Whether the instance has `max` active devices or more. When it is anywhere near, callers take turns from here to
   * the end of their transactions, so that the cap holds however many register at once.
   */
  isInstanceFull(max: number): Promise<boolean>;
  insert(device: NewDevice): Promise<void>;
  /** Whether another agent of the user that is not revoked has the name (REG-8). */
  isAgentNameTaken(agent: {
    readonly id: DeviceId;
    readonly userId: UserId;
    readonly name: string;
  }): Promise<boolean>;
  /** `userId`: the owner, or null for anonymous subscriptions. `at` becomes updated_at. */
  update(
    device: { readonly id: DeviceId; readonly userId: UserId | null },
    changes: DeviceChanges,
    at: Date,
  ): Promise<void>;
}

export interface NewToken extends SealedTokenRow {
  readonly provider: ProviderName;
  readonly environment: Environment | null;
  readonly fingerprint: Fingerprint;
  readonly vapidKeyId: string | null;
  readonly endpointHint: string | null;
  readonly createdAt: Date;
}

export interface TokenWrites {
  /** Whoever registers, moves or revokes the token with this fingerprint waits until the transaction ends (T-4). */
  lockFingerprint(fingerprint: Fingerprint): Promise<void>;
  /**
   * The active tokens of the device and of the fingerprint, at most two, locked in the order of their ids: two
   * transactions that want the same rows take them in the same order, so that neither waits for ever.
   */
  lockActive(of: {
    readonly deviceId: DeviceId | null;
    readonly fingerprint: Fingerprint | null;
  }): Promise<readonly ActiveToken[]>;
  insert(token: NewToken): Promise<void>;
  /** The device confirmed its token: moves the timestamps, and corrects the environment when one is given. */
  confirm(
    id: TokenId,
    confirmation: { readonly environment: Environment | null; readonly at: Date },
  ): Promise<void>;
  /** Makes the rows history: inactive, dated, with the reason and without ciphertext. */
  revoke(
    ids: readonly TokenId[],
    revocation: { readonly reason: RevokeReason; readonly at: Date },
  ): Promise<void>;
}

/**
 * One atomic change. Locks are taken in this order, by everybody: the owner, the fingerprint, the instance's cap, token
 * rows by id, a request for pairing. So nothing waits in a circle, however many do it at once.
 */
export interface RegistryTransaction {
  /** Whoever changes this user's devices waits until the transaction ends. False when there is no such user. */
  lockOwner(userId: UserId): Promise<boolean>;
  readonly devices: DeviceWrites;
  readonly tokens: TokenWrites;
  readonly batches: DeviceBatches;
  readonly pairings: PairingApprovals;
  readonly agents: AgentWrites;
}

export interface RegistryStore {
  readonly devices: DeviceReads;
  readonly tokens: TokenReads;
  readonly agents: AgentReads;
  /** Commits when `work` resolves; rolls everything back when it rejects. Each read sees what was committed before it. */
  transaction<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T>;
}

/** Values that are decided once for the whole installation. */
export interface SettingStore {
  find(name: string): Promise<unknown>;
  list(): Promise<readonly { readonly name: string; readonly value: unknown }[]>;
  /** Atomic: stores the value unless there is one, and answers the one that is stored, whoever stored it. */
  findOrCreate(name: string, value: unknown): Promise<unknown>;
  /** Stores the value, whatever was there. */
  save(name: string, value: unknown): Promise<void>;
  /** Atomic: stores `next` if `previous` still stands there. False when somebody else was first. */
  replace(name: string, previous: unknown, next: unknown): Promise<boolean>;
}

/** TOK-3: the encrypted push tokens as far as their keys are concerned; what they hold stays where it is. */
export interface SealedTokens {
  /** How many active tokens each key encrypts. */
  countByKey(): Promise<readonly { readonly keyId: string; readonly tokens: number }[]>;
  /** TOK-4: active tokens that could not be opened. */
  countQuarantined(): Promise<number>;
  /** Active web push subscriptions that are known to have been made for another VAPID pair than this one. */
  countOfOtherVapidKeys(vapidKeyId: string): Promise<number>;
  /**
   * Hands active tokens that one of `keyIds` encrypts to `reseal`, in the order of their ids behind `after`, and stores what it
   * gives back; null leaves the token as it is. One transaction, one caller at a time over all processes: null when it
   * is another's turn.
   */
  resealBatch(
    batch: { readonly keyIds: readonly string[]; readonly after: TokenId | null; readonly limit: number },
    reseal: (sealed: Ciphertext) => Ciphertext | null,
  ): Promise<{ readonly last: TokenId | null; readonly resealed: number; readonly skipped: number } | null>;
}

export interface AuditRecord {
  /** Who acted; null for somebody without an account. */
  readonly userId: UserId | null;
  readonly action: AuditAction;
  readonly targetType: AuditTarget;
  readonly targetId: string;
  /** Absent: the present request's. The API key, if one was used, is noted by itself. */
  readonly ipAddress?: string | null;
  readonly requestId?: string | null;
  /** Ids and codes; never token material. */
  readonly details?: Readonly<Record<string, string>>;
}

/** Security events (OBS-3). */
export interface AuditStore {
  /** In one statement, all or none. */
  record(...events: readonly AuditRecord[]): Promise<void>;
}
