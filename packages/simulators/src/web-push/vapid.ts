import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { BoundedMap } from '../bounded-map.ts';

/** RFC 8292 section 2: a JWT that lives longer must be refused. */
const MAX_LIFETIME_SECONDS = 24 * 3600;
const CACHED_TOKENS = 1000;

const headerSchema = z.object({ alg: z.literal('ES256'), typ: z.string().optional() });
const claimsSchema = z.object({ aud: z.string(), exp: z.number(), sub: z.string() });
type Claims = z.infer<typeof claimsSchema>;

export type VapidResult = { ok: true; applicationServerKey: string } | { ok: false; reason: string };

/**
 * Checks `Authorization: vapid t=…, k=…` (RFC 8292 section 3) as push services do: the signature by `k`, the
 * audience, the expiry and a contact. Signatures that were good are remembered, since senders reuse their tokens.
 */
export class VapidVerifier {
  readonly #claimsOfGoodTokens = new BoundedMap<string, Claims>(CACHED_TOKENS);
  readonly #now: () => number;

  /** `now` gives milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `audience` is the service's own origin. Returns the sender's key in base64url, or why the header is refused. */
  check(authorization: string, audience: string): VapidResult {
    const parts = readHeader(authorization);
    if (parts === null) return refused('Authorization must be: vapid t=<JWT>, k=<P-256 public key>');
    const claims = this.#verified(parts);
    if (typeof claims === 'string') return refused(claims);
    const nowSeconds = this.#now() / 1000;
    if (claims.aud !== audience) return refused(`aud must be ${audience}`);
    if (claims.exp <= nowSeconds) return refused('exp has passed');
    if (claims.exp > nowSeconds + MAX_LIFETIME_SECONDS) return refused('exp is more than 24 hours ahead');
    if (!/^(mailto:|https:)./.test(claims.sub)) return refused('sub must be a mailto: or https: contact');
    return { ok: true, applicationServerKey: parts.key };
  }

  /** Returns the claims of a well-signed token, or a reason. */
  #verified(parts: { token: string; key: string }): Claims | string {
    const cacheKey = `${parts.token} ${parts.key}`;
    const known = this.#claimsOfGoodTokens.get(cacheKey);
    if (known !== undefined) return known;
    const publicKey = importPoint(parts.key);
    if (publicKey === null) return 'k is not an uncompressed P-256 point in base64url';
    const [header = '', payload = '', signature = ''] = parts.token.split('.');
    if (!headerSchema.safeParse(parseJson(header)).success) return 'The JWT must be signed with ES256';
    const signed = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!signed) return 'The JWT is not signed by k';
    const claims = claimsSchema.safeParse(parseJson(payload));
    if (!claims.success) return 'The JWT must have aud, exp and sub';
    this.#claimsOfGoodTokens.set(cacheKey, claims.data);
    return claims.data;
  }
}

function refused(reason: string): VapidResult {
  return { ok: false, reason };
}

function readHeader(authorization: string): { token: string; key: string } | null {
  const scheme = /^vapid\s+(.*)$/i.exec(authorization);
  if (scheme === null) return null;
  const parameters = new Map(
    (scheme[1] ?? '').split(',').map((part) => {
      const [name = '', value = ''] = part.trim().split('=', 2);
      return [name.toLowerCase(), value] as const;
    }),
  );
  const token = parameters.get('t') ?? '';
  const key = parameters.get('k') ?? '';
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) && key !== '' ? { token, key } : null;
}

/** RFC 8292 section 3.2: `k` is the 65-byte point in base64url without padding. */
function importPoint(key: string): KeyObject | null {
  const point = Buffer.from(key, 'base64url');
  if (!/^[\w-]+$/.test(key) || point.length !== 65 || point[0] !== 4) return null;
  try {
    const x = point.subarray(1, 33).toString('base64url');
    const y = point.subarray(33).toString('base64url');
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    return null;
  }
}

function parseJson(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
