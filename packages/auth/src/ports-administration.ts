import type { Role } from '@carillon/contracts/accounts';
import type { UserId } from '@carillon/contracts/ids';
import type { UserHoldings } from '@carillon/contracts/users';

/** A user as far as an administrator changes them. */
export interface AdministeredUser {
  readonly email: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
}

/** What changes to other people's accounts leave in the audit log (OBS-3). */
export interface AdministrationEvent {
  /** The administrator. */
  readonly userId: UserId;
  readonly action: 'user.role_changed' | 'user.disabled' | 'user.enabled' | 'user.deleted';
  readonly targetType: 'user';
  readonly targetId: UserId;
  readonly ipAddress: string | null;
  readonly requestId: string;
  readonly details: Readonly<Record<string, string>>;
}

/** One atomic change. Locks are taken in this order: administrators by id, if the user is one of them, then the user. */
export interface UserAdministrationTransaction {
  /**
   * The enabled administrators. Whoever wants to take one of them away waits until the transaction ends, and then sees who
   * is left: so of two who would be the last, one stays.
   */
  lockAdministrators(): Promise<readonly UserId[]>;
  /** The user, locked; null when there is none. */
  lock(id: UserId): Promise<AdministeredUser | null>;
  setRole(id: UserId, role: Role): Promise<void>;
  setDisabled(id: UserId, disabled: boolean): Promise<void>;
  /**
   * Ends what the user is signed in with: sessions, with their refresh tokens, and API keys. Answers how many of each. Agents
   * of theirs that wait for messages are told to look whether they still may.
   */
  endAccess(id: UserId): Promise<{ readonly sessions: number; readonly apiKeys: number }>;
  /** Takes the user, and by foreign keys everything of theirs (REG-11). */
  remove(id: UserId): Promise<void>;
  /** Stored with the change or not at all; its `actor` is the administrator's email, also if they delete themselves. */
  record(event: AdministrationEvent): Promise<void>;
}

export interface UserAdministrationStore {
  /** Null when there is no such user. */
  holdings(id: UserId): Promise<UserHoldings | null>;
  /**
   * Commits when `work` resolves; rolls everything back when it rejects. Begins again when it met a deadlock, such as that of
   * a deletion and the outcomes of messages to the user's devices.
   */
  transaction<T>(work: (tx: UserAdministrationTransaction) => Promise<T>): Promise<T>;
}
