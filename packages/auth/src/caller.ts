import type { Role } from '@carillon/contracts/accounts';
import type { DeviceId, SessionId, UserId } from '@carillon/contracts/ids';

/** A person, by one live session. `role` and `deviceId` were read from the database for this request. */
export interface UserCaller {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly role: Role;
  readonly sessionId: SessionId;
  /** The device that the session belongs to, where it is known. */
  readonly deviceId: DeviceId | null;
}

/**
 * Who makes a request; null stands for nobody. A union by `kind`: decide by it exhaustively, so that another kind of
 * caller does not compile unconsidered.
 */
export type Caller = UserCaller;

/** Where a request comes from: shown in the list of sessions, and counted by the rate limits. */
export interface Client {
  /** The peer's address, or what a trusted proxy says it is; null when there is none. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}
