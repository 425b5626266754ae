import { emailSchema } from '@carillon/contracts/accounts';
import { AppError } from '@carillon/contracts/errors';
import type { Clock } from '@carillon/runtime/clock';
import { decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { issuerUnavailable } from './issuer-document.ts';

/** Public keys alone: with a symmetric algorithm, an issuer's public key would sign as well as verify (RFC 8725, 2.1). */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** RFC 9068's type, and what issuers write that do not follow it. Other types (logout tokens, DPoP proofs, …) are no access tokens. */
const TYPES: ReadonlySet<string | undefined> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
/** Between the issuer's clock and ours. */
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_NAME_LENGTH = 100;

/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const subjectSchema = z.string().regex(/^[\x20-\x7e]{1,255}$/);
/** Claims about the person are worth what they are: one that is not valid is as good as absent. */
const claimsSchema = z.object({
  sub: subjectSchema,
  email: emailSchema.optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().trim().min(1).max(MAX_NAME_LENGTH).optional().catch(undefined),
  /** RFC 7800: a token that only the holder of a key may use, which a bearer does not prove to be. */
  cnf: z.undefined().optional(),
  client_id: z.string().optional().catch(undefined),
});

/** Whom the issuer vouches for. */
export interface IssuerSubject {
  readonly subject: string;
  /** Null unless the issuer says that it verified it. */
  readonly email: string | null;
  readonly name: string | null;
}

export interface IssuerTokens {
  /** Whether it is a JWT that says to be of this issuer; nothing about it is verified. */
  isOfIssuer(token: string): boolean;
  /**
   * Null for whatever is not a token of the issuer for our audience that is valid now.
   *
   * @throws {AppError} `unavailable` when the issuer's keys cannot be had
   */
  verify(token: string): Promise<IssuerSubject | null>;
}

export interface IssuerTokenParts {
  /** Exactly as its tokens name it. */
  readonly issuer: string;
  /** Whom its tokens must be for: those for other clients of the issuer are refused. */
  readonly audience: string;
  readonly keys: JWTVerifyGetKey<CryptoKey>;
  readonly clock: Clock;
}

/** JWT access tokens of an OpenID Connect issuer (RFC 9068, RFC 8725). */
export function createIssuerTokens({ issuer, audience, keys, clock }: IssuerTokenParts): IssuerTokens {
  return {
    isOfIssuer(token) {
      try {
        return decodeJwt(token).iss === issuer;
      } catch {
        return false;
      }
    },

    async verify(token) {
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          algorithms: ALGORITHMS,
          issuer,
          audience,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'exp'],
          currentDate: clock.now(),
        });
        return TYPES.has(protectedHeader.typ?.toLowerCase()) ? toSubject(payload) : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        // Whatever else fails is about the key: too short a one, for example.
        throw error instanceof AppError ? error : issuerUnavailable(error);
      }
    },
  };
}

function toSubject(payload: unknown): IssuerSubject | null {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { sub, email, email_verified: isVerified, name, client_id: clientId } = parsed.data;
  // A client's own token (RFC 9068, 2.2 and 5): one that was let to name itself like a person must not pass for them.
  if (clientId === sub) return null;
  return { subject: sub, email: isVerified === true ? (email ?? null) : null, name: name ?? null };
}
