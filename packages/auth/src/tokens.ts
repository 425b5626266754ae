import { createHash, randomBytes } from 'node:crypto';
import type { UserView } from '@carillon/contracts/accounts';
import { AppError } from '@carillon/contracts/errors';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-tokens.ts';
import { type SignedIn, toUserView } from './accounts.ts';
import { mayRecord } from './audit-bound.ts';
import type { Client } from './caller.ts';
import { networkOf } from './network.ts';
import type { Family, NewRefreshToken, RefreshTokenStore } from './ports.ts';
import type { RateLimiter } from './rate-limits.ts';
import { SESSION_SECONDS, type Sessions, secondsAfter } from './sessions.ts';

const REFRESH_TOKEN_BYTES = 32;

export interface TokenPair {
  readonly user: UserView;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the access token ends. */
  readonly expiresIn: number;
}

/**
 * Tokens for apps: an access token for 15 minutes, a refresh token for 30 days that is good for one use (RFC 9700,
 * 4.14.2). A session's refresh tokens are one family. One that comes a second time was copied, by whoever came first or
 * second, so the session ends. There is no grace for a client that refreshes twice at once or lost an answer: within a grace
 * a thief would be served like the owner. Clients must refresh one at a time, and sign in again after a lost answer.
 */
export interface Tokens {
  /** The first pair of a session that was just opened. */
  issuePair(signedIn: SignedIn): Promise<TokenPair>;
  /** @throws {AppError} `unauthenticated` when the token is unknown, expired or used, or its session ended; `rate_limited` */
  refresh(refreshToken: string, client: Client): Promise<TokenPair>;
  /**
   * Ends the session of a refresh token, used or not. Answers whose it was, so that the caller can revoke the device's push
   * token (TOK-13); null for a token that nobody knows, which is no error (RFC 7009, 2.2).
   */
  logout(refreshToken: string): Promise<Family | null>;
}

export interface TokenParts {
  readonly store: RefreshTokenStore;
  readonly accessTokens: AccessTokens;
  readonly sessions: Sessions;
  readonly limits: RateLimiter;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createTokens(parts: TokenParts): Tokens {
  const { store, accessTokens, sessions, clock } = parts;

  async function toPair({ user, sessionId }: SignedIn, refreshToken: string): Promise<TokenPair> {
    const accessToken = await accessTokens.issue({ userId: user.id, sessionId });
    return { user, accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS };
  }

  return {
    async issuePair(signedIn) {
      const { token, row } = newRefreshToken(clock);
      await store.insert({ ...row, sessionId: signedIn.sessionId });
      return toPair(signedIn, token);
    },

    async refresh(refreshToken, client) {
      const { token, row } = newRefreshToken(clock);
      return toPair(await rotate(parts, { refreshToken, next: row, client }), token);
    },

    async logout(refreshToken) {
      const family = await store.findFamily(hashOf(refreshToken));
      if (family !== null) await sessions.signOut(family.userId, family.sessionId);
      return family;
    },
  };
}

interface Rotation {
  readonly refreshToken: string;
  readonly next: NewRefreshToken;
  readonly client: Client;
}

async function rotate({ store, limits, audit, log }: TokenParts, rotation: Rotation): Promise<SignedIn> {
  await limits.charge('refresh', networkOf(rotation.client.ipAddress));
  const result = await store.rotate(hashOf(rotation.refreshToken), rotation.next);
  if (result.status === 'rotated') return { user: toUserView(result.user), sessionId: result.sessionId };
  if (result.status === 'reused') {
    const { userId, sessionId } = result;
    log.warn({ user_id: userId, session_id: sessionId }, 'a refresh token came twice, its session is ended');
    if (await mayRecord(limits, 'audit_refresh_reused', sessionId)) {
      const { ipAddress } = rotation.client;
      const event = { userId: null, targetType: 'session', targetId: sessionId, ipAddress } as const;
      await audit.record({ ...event, action: 'auth.refresh_reused', details: { user_id: userId } });
    }
  }
  throw new AppError('unauthenticated', { detail: 'The refresh token is not valid. Sign in again.' });
}

function newRefreshToken(clock: Clock): { readonly token: string; readonly row: NewRefreshToken } {
  const token = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
  const createdAt = clock.now();
  const expiresAt = secondsAfter(createdAt, SESSION_SECONDS);
  return { token, row: { id: uuidv7(), hash: hashOf(token), createdAt, expiresAt } };
}

/** SHA-256 is enough for 256 random bits: there is nothing to guess. */
function hashOf(refreshToken: string): Uint8Array<ArrayBuffer> {
  return createHash('sha256').update(refreshToken).digest();
}
