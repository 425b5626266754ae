import type { AccessTokens } from './access-tokens.ts';
import { bearerTokenOf, type CredentialScheme } from './authenticate.ts';
import type { Sessions } from './sessions.ts';

/** Bearer tokens of our own: good while their session is (AUTH-2). Recognises every bearer token, so it comes last of them. */
export function createAccessTokenScheme(parts: {
  readonly accessTokens: AccessTokens;
  readonly sessions: Sessions;
}): CredentialScheme {
  return {
    recognises: (request) => bearerTokenOf(request) !== null,

    async verify(request) {
      const token = bearerTokenOf(request);
      const claims = token === null ? null : await parts.accessTokens.verify(token);
      const caller = claims === null ? null : await parts.sessions.check(claims.sessionId);
      return caller?.userId === claims?.userId ? caller : null;
    },
  };
}
