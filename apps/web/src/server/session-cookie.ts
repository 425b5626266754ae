import { type SessionId, sessionIdSchema, type UserId, userIdSchema } from '@carillon/contracts/ids';
import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import type { WebEnv } from '@/server/env.ts';

/** What the session cookie says once opened. It only names a session: whether that still lives is asked of the database. */
export interface SessionClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

const claimsSchema = z.object({ sub: userIdSchema, sid: sessionIdSchema });

/** Whether cookies carry `Secure` and the prefixes that go with it. */
export function usesSecureCookies(env: Pick<WebEnv, 'PUBLIC_WEB_URL'>): boolean {
  return env.PUBLIC_WEB_URL.startsWith('https://');
}

export function sessionCookieName(env: Pick<WebEnv, 'PUBLIC_WEB_URL'>): string {
  return usesSecureCookies(env) ? '__Secure-next-auth.session-token' : 'next-auth.session-token';
}

/** Opens a session cookie (an encrypted JWT of next-auth's); null for one that is absent, forged, or expired. */
export async function readSessionCookie(
  value: string | undefined,
  secret: string,
): Promise<SessionClaims | null> {
  if (value === undefined) return null;
  const payload = await decode({ token: value, secret }).catch(() => null);
  const claims = claimsSchema.safeParse(payload);
  return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : null;
}
