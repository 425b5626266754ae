import type { Ciphertext } from './vault/keyring.ts';

/*
 * A credential that all processes send with, such as APNs' provider token: a provider that hears too many different ones
 * refuses them, so that one process makes it and the others read it.
 */

/** What is stored. Times are by the database's clock, since those of the processes may differ. */
export interface SharedCredential {
  readonly sealed: Ciphertext;
  /** Seconds since it was made; negative after the database's clock was set back. */
  readonly ageSeconds: number;
  /** The time at which it was read. */
  readonly now: Date;
  /** It is not to be replaced yet ({@link SharedCredentialStore.hold}). */
  readonly isHeld: boolean;
}

export interface SharedCredentialStore {
  find(name: string): Promise<SharedCredential | null>;
  /**
   * Callers of one name take turns, over all processes: `decide` sees what is stored then, and gives what is to take its
   * place, or null to keep it. Answers what is stored in the end.
   *
   * @param decide called with the database's time; gives something when there is nothing yet
   */
  replace(
    name: string,
    decide: (stored: SharedCredential | null, now: Date) => Ciphertext | null,
  ): Promise<SharedCredential>;
  /** Marks the credential, if there is one, as not to be replaced for so many seconds. */
  hold(name: string, seconds: number): Promise<void>;
}
