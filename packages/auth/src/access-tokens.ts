import { hkdfSync } from 'node:crypto';
import { type SessionId, sessionIdSchema, type UserId, userIdSchema } from '@carillon/contracts/ids';
import type { Clock } from '@carillon/runtime/clock';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export const ACCESS_TOKEN_SECONDS = 900;

const ISSUER = 'carillon';
/** RFC 9068's type for access tokens, so that no other JWT under this key passes for one. */
const TYPE = 'at+jwt';
const ALGORITHM = 'HS256';
const claimsSchema = z.object({ sub: userIdSchema, sid: sessionIdSchema });

export interface AccessTokenClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/** Short-lived bearer tokens (JWT, HS256). They name a session and stand for nothing without it: check that too. */
export interface AccessTokens {
  issue(claims: AccessTokenClaims): Promise<string>;
  /** Null for whatever is not a token of ours that is valid now. */
  verify(token: string): Promise<AccessTokenClaims | null>;
}

/** @param authSecret `AUTH_SECRET`; the signing key is derived from it (HKDF-SHA256, RFC 5869) and used for this alone. */
export function createAccessTokens(authSecret: string, clock: Clock): AccessTokens {
  const key = new Uint8Array(hkdfSync('sha256', authSecret, '', 'carillon access token v1', 32));
  return {
    issue({ userId, sessionId }) {
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(key);
    },

    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          typ: TYPE,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          currentDate: clock.now(),
        });
        const claims = claimsSchema.safeParse(payload);
        return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
