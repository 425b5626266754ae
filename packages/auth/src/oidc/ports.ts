import type { Role } from '@carillon/contracts/accounts';
import type { UserId } from '@carillon/contracts/ids';
import type { Identity } from '../ports.ts';

/** Who an identity belongs to, as the database says it for this request. */
export interface IdentifiedUser {
  readonly userId: UserId;
  readonly role: Role;
  readonly isDisabled: boolean;
}

export interface NewIdentifiedUser {
  readonly id: UserId;
  readonly identity: Identity;
  /** Verified by the issuer; null without one. */
  readonly email: string | null;
  /** What stands in for an email that there is not, or that somebody else has. Unique by itself. */
  readonly placeholderEmail: string;
  readonly name: string | null;
  /** Taken over unless somebody has it, or null. */
  readonly externalId: string | null;
  readonly createdAt: Date;
}

export interface IdentifiedUserStore {
  find(identity: Identity): Promise<IdentifiedUser | null>;
  /**
   * Atomic: stores a member with the identity, or finds who has it: of any number of first requests at once one makes the
   * user. Nobody else's account, email or external id is touched.
   */
  findOrCreate(user: NewIdentifiedUser): Promise<IdentifiedUser & { readonly created: boolean }>;
}
