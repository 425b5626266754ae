import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Preferences, QuietHours } from '@carillon/contracts/preferences';

/** Members that are undefined stay as they are. */
export interface PreferenceChanges {
  readonly categories?: readonly string[] | null | undefined;
  readonly quietHours?: QuietHours | null | undefined;
  readonly sound?: boolean | undefined;
}

/** Null: as the device's person has it. */
export interface DevicePreferenceChanges {
  readonly quietHours?: QuietHours | null | undefined;
  readonly sound?: boolean | null | undefined;
}

/** A device and whose it is; null for anonymous subscriptions. */
export interface DeviceOfUser {
  readonly id: DeviceId;
  readonly userId: UserId | null;
}

export interface StoredDevicePreferences {
  /** Where the device differs; null: it does not. */
  readonly quietHours: QuietHours | null;
  readonly sound: boolean | null;
  /** By the same rules as the ledger's lease: what decides when something is sent to the device. */
  readonly effective: Preferences;
}

/** What people want to get, and when. Nothing is stored for those who never said. */
export interface PreferenceStore {
  /** Null when the person never said. */
  find(userId: UserId): Promise<Preferences | null>;
  /** Atomic: changes made at once of different members are all kept. */
  save(userId: UserId, changes: PreferenceChanges): Promise<Preferences>;
  /** Null when this user has no such device. */
  findForDevice(device: DeviceOfUser): Promise<StoredDevicePreferences | null>;
  /** Atomic, as `save`. False when this user has no such device. */
  saveForDevice(device: DeviceOfUser, changes: DevicePreferenceChanges): Promise<boolean>;
}
