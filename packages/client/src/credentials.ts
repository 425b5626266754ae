/** What proves who calls. A session is one; an app that has tokens from elsewhere (OpenID Connect) writes its own. */
export interface Credentials {
  /** The bearer token of the next request; null to call without one. */
  accessToken(): Promise<string | null>;
  /** The server refused this token. Resolves with another one, or null when there is none to be had. */
  renew?(refused: string): Promise<string | null>;
}

/** The header that a request carries. */
export async function authorizationOf(
  credentials: Credentials | string | undefined,
): Promise<{ authorization?: string }> {
  const token = typeof credentials === 'string' ? credentials : await credentials?.accessToken();
  return token === null || token === undefined ? {} : { authorization: `Bearer ${token}` };
}
