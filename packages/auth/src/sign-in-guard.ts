import { AppError } from '@carillon/contracts/errors';
import type { UserId } from '@carillon/contracts/ids';
import type { Clock } from '@carillon/runtime/clock';
import type { Client } from './caller.ts';
import { networkOf } from './network.ts';
import type { SessionStore } from './ports.ts';
import type { Charge, RateLimiter } from './rate-limits.ts';

/** A sign-in that may be evaluated. `userId` is null when nobody has that email: it is limited all the same. */
export interface SignInAttempt {
  readonly email: string;
  readonly userId: UserId | null;
  readonly client: Client;
}

/** Gives back what an attempt was charged, once its password was right. */
export type Refund = () => Promise<void>;

/**
 * Limits the guessing of passwords (T-8) without letting the guesser lock the owner out. An attempt is charged before the
 * password is looked at, so that guesses in parallel cannot outrun the counters. It is given back when the password was
 * right, and when it was not looked at after all: only failures count, and one who is refused and goes on neither fills the
 * account's counter nor spoils the network for its other users. Three counters, the first that is full refuses:
 *
 * 1. `sign_in`, account and network: a guesser at one place gets 5 guesses in 15 minutes. The owner, who is elsewhere,
 *    has a counter of their own.
 * 2. `sign_in_account`, the account from everywhere: bounds many networks together (each can add 5 a window).
 *    It would let 20 networks lock the owner out, hence networks that the account signed in from in the last 90 days
 *    are exempt: they have their own 5 guesses each. The idea is that of device cookies
 *    (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies), kept on the server.
 * 3. `sign_in_network`, the network to all accounts: one common password against many accounts.
 *
 * What is left: an attack from over 20 networks at once keeps the owner from signing in at a place that is new to the
 * account, for as long as it lasts; sessions that exist go on.
 */
export interface SignInGuard {
  /** @throws {AppError} `rate_limited` */
  admit(attempt: SignInAttempt): Promise<Refund>;
}

const KNOWN_NETWORK_DAYS = 90;

export function createSignInGuard(parts: {
  readonly limits: RateLimiter;
  readonly sessions: Pick<SessionStore, 'addressesOf'>;
  readonly clock: Clock;
}): SignInGuard {
  const { limits, sessions, clock } = parts;

  async function isKnownNetwork(userId: UserId, network: string): Promise<boolean> {
    const since = new Date(clock.now().getTime() - KNOWN_NETWORK_DAYS * 86_400_000);
    const addresses = await sessions.addressesOf(userId, since);
    return addresses.some((address) => networkOf(address) === network);
  }

  /** Null where the account's counter is full, and the attempt is let through all the same. */
  async function chargeAccount({ email, userId }: SignInAttempt, network: string): Promise<Charge | null> {
    try {
      return await limits.charge('sign_in_account', email);
    } catch (error) {
      const full = error instanceof AppError && error.code === 'rate_limited';
      if (!full || userId === null || !(await isKnownNetwork(userId, network))) throw error;
      return null;
    }
  }

  return {
    async admit(attempt) {
      const network = networkOf(attempt.client.ipAddress);
      const charges: (Charge | null)[] = [];
      const refund = async (): Promise<void> => {
        for (const charge of charges) await charge?.refund();
      };
      try {
        charges.push(await limits.charge('sign_in', `${attempt.email} ${network}`));
        charges.push(await chargeAccount(attempt, network));
        charges.push(await limits.charge('sign_in_network', network));
      } catch (error) {
        await refund();
        throw error;
      }
      return refund;
    },
  };
}
