import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { createConcurrencyGate } from './concurrency-gate.ts';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the OWASP minimum.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const POLICY = {
  algorithm: 2,
  version: 1,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;
const SALT_BYTES = 16;

export interface PasswordSettings {
  /** Hashes computed at once in this process; each takes 19 MiB and a thread of the pool that also reads files. */
  readonly concurrency: number;
  /** Sign-ins that may wait for their turn; more are answered 503 at once. */
  readonly maxWaiting: number;
}

/** Hashes and verifies passwords. A storm of sign-ins queues up here and then is refused; it never exhausts the machine. */
export interface Passwords {
  /** @throws {AppError} `unavailable` when too many are waiting */
  hash(password: string): Promise<string>;
  /**
   * Verifies by the parameters in `storedHash`. Without a hash (nobody has that email, or signs in by a provider) it takes
   * the same time and answers false, so that time does not tell which accounts exist.
   *
   * @throws {AppError} `unavailable` when too many are waiting
   */
  verify(storedHash: string | null, password: string): Promise<boolean>;
  /** Was the hash made with other parameters than today's? Then make a new one at the next sign-in. */
  needsRehash(storedHash: string): boolean;
}

export function createPasswords(settings: PasswordSettings): Passwords {
  const gate = createConcurrencyGate(settings);
  const nobodysHash = fabricateHash();
  return {
    hash: (password) => gate.run(() => hash(normalise(password), POLICY)),
    async verify(storedHash, password) {
      const matches = await gate.run(() => verify(storedHash ?? nobodysHash, normalise(password)));
      return matches && storedHash !== null;
    },
    needsRehash(storedHash) {
      const { saltLen: _, ...parameters } = parseOptions(storedHash);
      return Object.entries(POLICY).some(
        ([name, value]) => parameters[name as keyof typeof POLICY] !== value,
      );
    },
  };
}

/** One password, however the keyboard composes its characters (NIST SP 800-63B, 3.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC');
}

/** A hash in the form of today's policy that no known password has: salt and digest are random. */
function fabricateHash(): string {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
  const parameters = `m=${POLICY.memoryCost},t=${POLICY.timeCost},p=${POLICY.parallelism}`;
  return `$argon2id$v=19$${parameters}$${random(SALT_BYTES)}$${random(POLICY.outputLen)}`;
}
