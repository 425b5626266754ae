import { bearerTokenOf, type CredentialScheme } from '../authenticate.ts';
import type { IdentifiedUsers } from './identified-users.ts';
import type { IssuerTokens } from './issuer-tokens.ts';

/** What is configured of the issuer whose bearer tokens are accepted (AUTH-3). */
export interface OidcSettings {
  /** `OIDC_ISSUER`, exactly as its tokens name it. */
  readonly issuer: string;
  /** `OIDC_AUDIENCE` */
  readonly audience: string;
  /** What the issuer is called in the table of identities. */
  readonly provider: string;
}

/**
 * Bearer tokens of the configured issuer (AUTH-3). Recognised by the issuer that they name, before anything is verified; who
 * they stand for, with their role and whether they are disabled, is read from the database for each request.
 */
export function createOidcScheme(parts: {
  readonly tokens: IssuerTokens;
  readonly users: IdentifiedUsers;
}): CredentialScheme {
  return {
    recognises(request) {
      const token = bearerTokenOf(request);
      return token !== null && parts.tokens.isOfIssuer(token);
    },

    async verify(request) {
      const token = bearerTokenOf(request);
      const subject = token === null ? null : await parts.tokens.verify(token);
      if (subject === null) return null;
      const { userId, role, isDisabled } = await parts.users.resolve(subject, request.client);
      return isDisabled ? null : { kind: 'user', userId, role, sessionId: null, deviceId: null };
    },
  };
}
