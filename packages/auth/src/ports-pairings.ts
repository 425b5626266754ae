import type { DeviceId, InstallationId, PairingId, UserId } from '@carillon/contracts/ids';
import type { PairingRequest } from '@carillon/contracts/pairing';
import type { Client } from './caller.ts';
import type { NewSession, UserRecord } from './ports.ts';

/** HMAC-SHA256 of a code, SHA-256 of a verifier. */
export type Digest = Uint8Array<ArrayBuffer>;

export interface NewPairing {
  readonly id: PairingId;
  readonly codeHash: Digest;
  readonly verifierHash: Digest;
  readonly deviceId: InstallationId;
  readonly platform: PairingRequest['platform'];
  readonly name: string;
  readonly model: string | null;
  readonly client: Client;
}

export interface PairingState {
  readonly id: PairingId;
  readonly status: 'pending' | 'approved' | 'rejected' | 'expired' | 'exchanged';
  readonly expiresAt: Date;
}

/** The session that an exchange opens; whose, and of which device, the request says. */
export type NewPairingSession = Omit<NewSession, 'userId' | 'kind'>;

export type ExchangeResult =
  | { readonly status: 'exchanged'; readonly user: UserRecord; readonly deviceId: DeviceId }
  /** `withdrawn`: approved, but the user was disabled or the device revoked since. */
  | { readonly status: 'not_open'; readonly state: PairingState['status'] | 'withdrawn' }
  /** No such request, another verifier, or too many wrong ones before. */
  | { readonly status: 'unknown' };

/** Requests for pairing (AUTH-4). What is open, and for how long, the database's clock says. */
export interface PairingStore {
  /** Atomic: false when a request that waits has the code. */
  create(pairing: NewPairing): Promise<boolean>;
  /** The request that waits under this code. */
  findOpen(codeHash: Digest): Promise<PairingRequest | null>;
  /** Atomic: null when none waits under this code. */
  reject(codeHash: Digest, userId: UserId): Promise<PairingState | null>;
  /** Null for another verifier, which is counted, and after too many of those. */
  findByVerifier(id: PairingId, verifierHash: Digest): Promise<PairingState | null>;
  /**
   * Atomic: of any number of calls for an approved request one opens the session, for the user who approved it, on the
   * device that was registered with the approval.
   */
  exchange(id: PairingId, verifierHash: Digest, session: NewPairingSession): Promise<ExchangeResult>;
}
