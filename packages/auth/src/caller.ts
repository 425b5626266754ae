import type { Role } from '@carillon/contracts/accounts';
import type { Scope } from '@carillon/contracts/api-keys';
import type { ApiKeyId, DeviceId, SessionId, UserId } from '@carillon/contracts/ids';

/** A person. `role` and `deviceId` were read from the database for this request. */
export interface UserCaller {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly role: Role;
  /** Null for a token of the OIDC issuer, whose sessions are its own. */
  readonly sessionId: SessionId | null;
  /** The device that the session belongs to, where it is known. */
  readonly deviceId: DeviceId | null;
}

/** A person by one live session of ours. */
export interface SessionCaller extends UserCaller {
  readonly sessionId: SessionId;
}

/** A server (AUTH-5). It acts for the administrator who made its key, as far as its scopes go. */
export interface ApiKeyCaller {
  readonly kind: 'api-key';
  readonly apiKeyId: ApiKeyId;
  readonly userId: UserId;
  readonly role: 'admin';
  readonly scopes: ReadonlySet<Scope>;
}

/** A headless agent, by its secret: it may poll and acknowledge, and nothing else. */
export interface AgentCaller {
  readonly kind: 'agent';
  readonly deviceId: DeviceId;
  /** Whose it is. */
  readonly userId: UserId;
}

/**
 * Who makes a request; null stands for nobody. A union by `kind`: decide by it exhaustively, so that another kind of
 * caller does not compile unconsidered.
 */
export type Caller = UserCaller | ApiKeyCaller | AgentCaller;

/** Where a request comes from: shown in the list of sessions, and counted by the rate limits. */
export interface Client {
  /** The peer's address, or what a trusted proxy says it is; null when there is none. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}
