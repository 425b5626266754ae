import type { Role } from '@carillon/contracts/accounts';
import type { SessionId, UserId } from '@carillon/contracts/ids';

/** A user on whose behalf something is done. */
export interface Actor {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly role: Role;
  readonly sessionId: SessionId;
  /** Where the request comes from, for the audit log. */
  readonly requestId: string;
  readonly ipAddress: string | null;
}

/** Somebody without credentials. */
export interface AnonymousActor {
  readonly kind: 'anonymous';
}
