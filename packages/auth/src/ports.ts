import type { Role, SessionView } from '@carillon/contracts/accounts';
import type { DeviceId, SessionId, UserId } from '@carillon/contracts/ids';
import type { Page } from '@carillon/contracts/pagination';
import type { UserEntry } from '@carillon/contracts/users';

/*
 * What accounts and sessions need from storage. Methods whose text says "atomic" hold against any number of processes:
 * the condition and the change are one.
 */

export interface UserRecord {
  readonly id: UserId;
  readonly email: string;
  readonly name: string | null;
  /** argon2id in PHC format; null for people who only sign in with a provider. */
  readonly passwordHash: string | null;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

/** A person's identity at an OAuth or OIDC provider. */
export interface Identity {
  readonly provider: string;
  readonly providerAccountId: string;
}

export interface NewUser {
  readonly id: UserId;
  readonly email: string;
  readonly name: string | null;
  readonly passwordHash: string | null;
  /** Stored with the user, or not at all. */
  readonly identity: Identity | null;
  readonly createdAt: Date;
}

export type CreateUserResult =
  | { readonly status: 'created'; readonly user: UserRecord }
  | { readonly status: 'email_taken' }
  | { readonly status: 'not_first' };

export interface UserStore {
  /** `email` as the contract's schema leaves it: trimmed, lower case. */
  findByEmail(email: string): Promise<UserRecord | null>;
  findById(id: UserId): Promise<UserRecord | null>;
  findByIdentity(identity: Identity): Promise<UserRecord | null>;
  /**
   * Atomic: the first user becomes admin and every other one a member, also when many register at once. With `firstOnly`
   * nobody but the first is stored. The first is who comes while there is no administrator: members whom an OIDC issuer
   * vouched for may have been there before (AUTH-3).
   */
  create(user: NewUser, condition: { readonly firstOnly: boolean }): Promise<CreateUserResult>;
  /** Atomic: replaces the hash if it still is `expectedHash`. For the same password under newer parameters. */
  replaceHash(change: HashChange): Promise<void>;
  /** Atomic: as `replaceHash`, and ends every session but `keepSessionId`. False when the hash was another one. */
  changePassword(
    change: HashChange & { readonly keepSessionId: SessionId | null; readonly at: Date },
  ): Promise<boolean>;
}

/** What administrators see and change of everybody. */
export interface UserDirectoryStore {
  /** Newest first. */
  list(query: {
    /** Looked for in email, name and external id, whatever its case; null: everybody. */
    readonly search: string | null;
    readonly limit: number;
    /** Only older ones. */
    readonly before: UserId | null;
  }): Promise<Page<UserEntry>>;
  find(id: UserId): Promise<UserEntry | null>;
  /** Null takes it away. Of several who want one id at once, one gets it. */
  setExternalId(id: UserId, externalId: string | null): Promise<'set' | 'taken' | 'unknown'>;
}

/** Security events (OBS-3), as far as accounts make them. */
export interface AccountAudit {
  record(event: {
    readonly userId: UserId;
    readonly action: 'user.external_id_set' | 'user.external_id_removed';
    readonly targetType: 'user';
    readonly targetId: UserId;
    readonly ipAddress: string | null;
    readonly requestId: string;
    readonly details: Readonly<Record<string, string>>;
  }): Promise<void>;
}

export interface HashChange {
  readonly userId: UserId;
  readonly expectedHash: string;
  readonly newHash: string;
}

export type SessionKind = SessionView['kind'];

/** Why a session ended, as a stable code. */
export type SessionEnd =
  | 'logout'
  | 'revoked'
  | 'device_revoked'
  | 'password_changed'
  | 'refresh_reused'
  | 'user_disabled';

export interface NewSession {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly kind: SessionKind;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type SessionRecord = Omit<SessionView, 'current'>;

/** A session that is neither revoked nor expired, of a user who is not disabled. */
export interface LiveSession {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly kind: SessionKind;
  readonly role: Role;
  readonly deviceId: DeviceId | null;
  readonly lastSeenAt: Date;
}

/** The sessions that an order is about. All of them are `userId`'s. */
export interface SessionEnding {
  readonly userId: UserId;
  readonly at: Date;
  readonly reason: SessionEnd;
}

export interface SessionStore {
  /**
   * Atomic: stores the session if the user is not disabled and, when `passwordHash` is given, still has exactly that
   * hash. False otherwise: so a sign-in that overlaps a password change leaves no session behind.
   */
  create(session: NewSession, condition: { readonly passwordHash: string | null }): Promise<boolean>;
  findLive(id: SessionId, now: Date): Promise<LiveSession | null>;
  /** Atomic: sets last_seen_at, and `expiresAt` when given, unless last_seen_at is `notSince` or later. */
  touch(touch: {
    readonly id: SessionId;
    readonly at: Date;
    readonly notSince: Date;
    readonly expiresAt: Date | null;
  }): Promise<void>;
  /** Live ones, newest first. */
  listLive(userId: UserId, now: Date): Promise<readonly SessionRecord[]>;
  /** False when the user has no such live session. */
  end(ending: SessionEnding & { readonly sessionId: SessionId }): Promise<boolean>;
  /** Ends all but `exceptSessionId`; answers how many. */
  endAll(ending: SessionEnding & { readonly exceptSessionId: SessionId | null }): Promise<number>;
  /** False unless session and device both are the user's, and neither has ended. */
  bindDevice(binding: {
    readonly userId: UserId;
    readonly sessionId: SessionId;
    readonly deviceId: DeviceId;
    readonly now: Date;
  }): Promise<boolean>;
  /** Addresses that the user signed in from since then, ended sessions included; at most 100. */
  addressesOf(userId: UserId, since: Date): Promise<readonly string[]>;
}

export interface NewRefreshToken {
  readonly id: string;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** `reused`: that token had been used before; its session was ended by this very call, or had ended already. */
export type RotateResult =
  | { readonly status: 'rotated'; readonly user: UserRecord; readonly sessionId: SessionId }
  | { readonly status: 'reused'; readonly userId: UserId; readonly sessionId: SessionId }
  | { readonly status: 'unknown' };

export interface RefreshTokenStore {
  insert(token: NewRefreshToken & { readonly sessionId: SessionId }): Promise<void>;
  /**
   * Atomic: marks the token with `hash` as used and stores `next` in its family, extending the session to the new
   * token's end. Of any number of calls with one token, one rotates; each of the others ends the session.
   */
  rotate(hash: Uint8Array<ArrayBuffer>, next: NewRefreshToken): Promise<RotateResult>;
  /** The session that a token of any age belongs to; null when nobody knows the token. */
  findFamily(hash: Uint8Array<ArrayBuffer>): Promise<Family | null>;
}

export interface Family {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly deviceId: DeviceId | null;
}
