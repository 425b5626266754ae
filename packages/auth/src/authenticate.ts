import { AppError } from '@carillon/contracts/errors';
import type { AccessTokens } from './access-tokens.ts';
import type { Caller } from './caller.ts';
import type { Sessions } from './sessions.ts';

/** Node's `IncomingHttpHeaders` fits; from `Headers` take what `get('authorization')` says. */
export interface CredentialHeaders {
  readonly authorization?: string | undefined;
}

/**
 * Who sent a request, by its headers: null without credentials. Asked for by the procedures that care alone, so that an
 * expired token in a client's headers does not stop it from signing in.
 *
 * @throws {AppError} `unauthenticated` when there are credentials that are not accepted: they are never ignored, since the
 * request would then be done in nobody's name
 */
export type Authenticate = (headers: CredentialHeaders) => Promise<Caller | null>;

/** RFC 6750, 2.1. The scheme's case does not matter (RFC 9110, 11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

export function createAuthenticate(parts: {
  readonly accessTokens: AccessTokens;
  readonly sessions: Sessions;
}): Authenticate {
  return async ({ authorization }) => {
    if (authorization === undefined || authorization.trim() === '') return null;
    const token = BEARER.exec(authorization.trim())?.[1];
    const claims = token === undefined ? null : await parts.accessTokens.verify(token);
    const caller = claims === null ? null : await parts.sessions.check(claims.sessionId);
    if (claims === null || caller === null || caller.userId !== claims.userId) {
      throw new AppError('unauthenticated', { detail: 'The credentials are not valid, or no longer.' });
    }
    return caller;
  };
}
