import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { BoundedMap } from '../bounded-map.ts';
import type { ApnsReason } from './reasons.ts';

/** https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns */
const MAX_AGE_SECONDS = 60 * 60;
const UPDATE_WINDOW_SECONDS = 20 * 60;
/** A sender's clock may be a little ahead. */
const MAX_AHEAD_SECONDS = 5 * 60;
const CACHED_TOKENS = 1000;

const headerSchema = z.object({ alg: z.literal('ES256'), kid: z.string() });
const claimsSchema = z.object({ iss: z.string(), iat: z.number() });
type Claims = { kid: string; iss: string; iatSeconds: number };

export type ProviderTokenOptions = {
  publicKey: KeyObject;
  keyId: string;
  teamId: string;
  /** New tokens within 20 minutes. Apple asks for one, and does not say how many more it bears with. */
  maxUpdates: number;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/**
 * Checks `authorization: bearer <JWT>` as APNs does: signature, key, team, age, and that new tokens do not come too
 * often. Signatures that were good are remembered, since senders reuse their tokens.
 */
export class ProviderTokens {
  readonly #options: ProviderTokenOptions;
  readonly #claimsOfGoodTokens = new BoundedMap<string, Claims>(CACHED_TOKENS);
  readonly #accepted = new BoundedMap<string, true>(CACHED_TOKENS);
  /** When tokens were first used, in the window that counts. */
  #updatesSeconds: number[] = [];

  constructor(options: ProviderTokenOptions) {
    this.#options = options;
  }

  /** How many different tokens were accepted. */
  get accepted(): number {
    return this.#accepted.size + this.#accepted.evicted;
  }

  /** Null if the sender may send; else why not. */
  check(authorization: string | undefined): ApnsReason | null {
    const token = /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'MissingProviderToken';
    const claims = this.#verified(token);
    if (claims === null) return 'InvalidProviderToken';
    const { keyId, teamId, now } = this.#options;
    if (claims.kid !== keyId || claims.iss !== teamId) return 'InvalidProviderToken';
    const nowSeconds = now() / 1000;
    if (claims.iatSeconds > nowSeconds + MAX_AHEAD_SECONDS) return 'InvalidProviderToken';
    if (claims.iatSeconds < nowSeconds - MAX_AGE_SECONDS) return 'ExpiredProviderToken';
    return this.#admit(token, nowSeconds) ? null : 'TooManyProviderTokenUpdates';
  }

  #admit(token: string, nowSeconds: number): boolean {
    if (this.#accepted.has(token)) return true;
    this.#updatesSeconds = this.#updatesSeconds.filter((at) => nowSeconds < at + UPDATE_WINDOW_SECONDS);
    if (this.#updatesSeconds.length >= this.#options.maxUpdates) return false;
    this.#updatesSeconds.push(nowSeconds);
    this.#accepted.set(token, true);
    return true;
  }

  #verified(token: string): Claims | null {
    const known = this.#claimsOfGoodTokens.get(token);
    if (known !== undefined) return known;
    const [header = '', payload = '', signature = ''] = token.split('.');
    const parsedHeader = headerSchema.safeParse(parseJson(header));
    const claims = claimsSchema.safeParse(parseJson(payload));
    if (!parsedHeader.success || !claims.success) return null;
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: this.#options.publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!isSigned) return null;
    const { iss, iat } = claims.data;
    const verified = { kid: parsedHeader.data.kid, iss, iatSeconds: iat };
    this.#claimsOfGoodTokens.set(token, verified);
    return verified;
  }
}

function parseJson(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
