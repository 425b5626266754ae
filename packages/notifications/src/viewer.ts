import type { Role } from '@carillon/contracts/accounts';
import type { UserId } from '@carillon/contracts/ids';

/**
 * Who looks or sends. Administrators see everything and may address anyone. Others see what they sent and what was sent
 * to devices of theirs, and of the latter only their own devices' share.
 */
export interface Viewer {
  readonly userId: UserId;
  readonly role: Role;
}
