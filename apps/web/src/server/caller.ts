import type { Client, UserCaller } from '@carillon/auth/caller';
import { LIMITS } from '@carillon/contracts/limits';
import { cookies, headers } from 'next/headers';
import { getContainer } from '@/server/container.ts';
import { readSessionCookie, sessionCookieName } from '@/server/session-cookie.ts';

/**
 * Who makes the present request, by its cookie; null when nobody is signed in. The session is looked up in the database
 * each time, so that one that was ended elsewhere is over with the next request (T-13).
 */
export async function authenticateByCookie(): Promise<UserCaller | null> {
  const { env, services } = getContainer();
  const cookie = (await cookies()).get(sessionCookieName(env))?.value;
  const claims = await readSessionCookie(cookie, env.AUTH_SECRET);
  if (claims === null) return null;
  const caller = await services.auth.sessions.check(claims.sessionId);
  return caller?.userId === claims.userId ? caller : null;
}

/** Where the present request comes from. The address is the one that src/server/start.ts vouches for. */
export async function readClient(): Promise<Client> {
  const given = await headers();
  return {
    ipAddress: given.get('x-forwarded-for'),
    userAgent: given.get('user-agent')?.slice(0, LIMITS.userAgentLength) ?? null,
  };
}
