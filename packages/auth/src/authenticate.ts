import { AppError } from '@carillon/contracts/errors';
import type { Arrival } from './agents/authority.ts';
import type { Caller, Client } from './caller.ts';

/** A request as far as its credentials are concerned: a signature covers all of it (RFC 9421). */
export interface CredentialRequest {
  /** By lower-case name, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  /** The body's bytes; empty without one. */
  readonly body: Uint8Array;
  readonly client: Client;
  readonly arrival: Arrival;
}

/** One kind of credentials: access tokens, API keys, signatures, … */
export interface CredentialScheme {
  /** Whether the request carries credentials of this kind, by their form alone. */
  recognises(request: CredentialRequest): boolean;
  /**
   * Whose they are; null when they are not accepted, for whatever reason.
   *
   * @throws {AppError} `rate_limited` when they may not even be tried
   */
  verify(request: CredentialRequest): Promise<Caller | null>;
}

/**
 * Who sent a request, by its headers: null without credentials. Asked for by the procedures that care alone, so that an
 * expired token in a client's headers does not stop it from signing in.
 *
 * @throws {AppError} `unauthenticated` when there are credentials that are not accepted: they are never ignored, since the
 * request would then be done in nobody's name. The same text whatever was wrong with them (SEC-5)
 */
export type Authenticate = (request: CredentialRequest) => Promise<Caller | null>;

/** The first scheme that recognises the credentials decides. */
export function createAuthenticate(schemes: readonly CredentialScheme[]): Authenticate {
  return async (request) => {
    const isSigned =
      request.headers.signature !== undefined || request.headers['signature-input'] !== undefined;
    if (authorizationOf(request) === null && !isSigned) return null;
    const scheme = schemes.find((candidate) => candidate.recognises(request));
    const caller = (await scheme?.verify(request)) ?? null;
    if (caller === null) {
      throw new AppError('unauthenticated', { detail: 'The credentials are not valid, or no longer.' });
    }
    return caller;
  };
}

/** RFC 6750, 2.1. The scheme's case does not matter (RFC 9110, 11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The token of `Authorization: Bearer …`; null when there is none. */
export function bearerTokenOf(request: CredentialRequest): string | null {
  return BEARER.exec(authorizationOf(request) ?? '')?.[1] ?? null;
}

/** The header Authorization; null when there is none, or only space in it. */
export function authorizationOf({ headers }: CredentialRequest): string | null {
  const { authorization } = headers;
  return typeof authorization === 'string' && authorization.trim() !== '' ? authorization.trim() : null;
}
