import type { Caller, Client } from './caller.ts';
import { networkOf } from './network.ts';

export interface RateLimit {
  /** How many in one window, before `RATE_LIMIT_FACTOR`. */
  readonly points: number;
  /** The window's length; it begins with the first charge. */
  readonly seconds: number;
}

/**
 * Every limit of the server, shared by all processes. Sign-in's three work together: see sign-in-guard.ts. The others
 * leave room for bursts (a page that re-subscribes, a script that sends to each of its users) and end floods.
 */
export const RATE_LIMITS = {
  /** Failed sign-ins to one account from one network. */
  sign_in: { points: 5, seconds: 900 },
  /** Failed sign-ins to one account from all networks that it is not known to sign in from. */
  sign_in_account: { points: 100, seconds: 3600 },
  /** Failed sign-ins from one network to all accounts. */
  sign_in_network: { points: 100, seconds: 900 },
  /** Wrong secrets of one agent from one network, by Basic. Signatures are not limited: there is nothing to guess. */
  agent_secret: { points: 5, seconds: 900 },
  /** Wrong secrets of all agents from one network. */
  agent_secret_network: { points: 100, seconds: 900 },
  /** Polls of one agent: more than any needs that waits when there is nothing, and an end to one that runs in circles. */
  polling: { points: 300, seconds: 60 },
  /** Wrong current passwords while changing it, by user. */
  password_change: { points: 5, seconds: 900 },
  /** New accounts, by network. */
  registration: { points: 30, seconds: 3600 },
  /** New accounts of subjects that the OIDC issuer vouches for, by network: many people share a mobile operator’s. */
  oidc_registration: { points: 600, seconds: 3600 },
  /** Requests for pairing, by network. */
  pairing: { points: 60, seconds: 600 },
  /** Wrong pairing codes, by user. */
  pairing_code: { points: 5, seconds: 900 },
  /** Wrong pairing codes from one network, by whichever users. */
  pairing_code_network: { points: 20, seconds: 900 },
  /** Questions what became of a pairing, and exchanges, by network: apps ask every few seconds for five minutes. */
  pairing_status: { points: 1200, seconds: 300 },
  /** Refreshes, by network. */
  refresh: { points: 300, seconds: 300 },
  /** Web push subscriptions and device registrations, by user or network (WEB-12). */
  subscribe: { points: 300, seconds: 300 },
  /** Notifications, by sender. */
  sending: { points: 600, seconds: 60 },
  /** Questions how large an audience is, by caller: each counts devices. */
  estimate: { points: 120, seconds: 60 },
  /** Changes of topics and memberships, by caller. */
  topics: { points: 600, seconds: 60 },
  /** Records in the audit log of what anybody can bring about: that an API key was refused, by key; */
  audit_key_refused: { points: 1, seconds: 3600 },
  /** that somebody asked for what is somebody else's, by who asked; */
  audit_foreign_access: { points: 100, seconds: 3600 },
  /** that a refresh token came again, by session; */
  audit_refresh_reused: { points: 1, seconds: 3600 },
  /** that a sign-in failed, by network, */
  audit_sign_in_failed: { points: 20, seconds: 3600 },
  /** and of all networks together. */
  audit_sign_in_failed_all: { points: 500, seconds: 3600 },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof RATE_LIMITS;

export interface RateLimiter {
  /**
   * Takes one point of that limit from `subject` (a user id, a network, …), before the work that it protects. Atomic:
   * of any number of charges at once, on any number of processes, no more than the limit's points succeed in a window.
   * A charge that is refused costs nothing.
   *
   * @throws {AppError} `rate_limited` with `retryAfterSeconds`, or `unavailable` when the counters cannot be reached
   */
  charge(limit: RateLimitName, subject: string): Promise<Charge>;
}

export interface Charge {
  /** Gives the point back, for limits that count failures alone. Without effect once the window is over. */
  refund(): Promise<void>;
}

/** Whom a call is charged to: whoever calls if it is known, else the network that it comes from. */
export function rateLimitSubject(caller: Caller | null, client: Pick<Client, 'ipAddress'>): string {
  if (caller === null) return `network:${networkOf(client.ipAddress)}`;
  if (caller.kind === 'api-key') return `api-key:${caller.apiKeyId}`;
  return caller.kind === 'agent' ? `device:${caller.deviceId}` : `user:${caller.userId}`;
}
