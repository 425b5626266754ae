import type { PairingId, UserId } from '@carillon/contracts/ids';

/** What the registry does to requests for pairing (AUTH-4). */
export interface PairingApprovals {
  /**
   * Approves the request for the user, if it still waits for that by the database's clock; false otherwise. The app has a
   * minute from here to come for its tokens, however late the approval was.
   */
  approve(approval: { readonly pairingId: PairingId; readonly userId: UserId }): Promise<boolean>;
}
