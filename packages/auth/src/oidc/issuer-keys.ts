import type { Clock } from '@carillon/runtime/clock';
import { isTrustworthyUrl } from '@carillon/runtime/trustworthy-url';
import { createLocalJWKSet, errors, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { z } from 'zod';
import { issuerUnavailable, readIssuerDocument } from './issuer-document.ts';

/** For both documents together. */
const DEADLINE_MS = 4_000;
/** Keys that were taken back are believed for no longer than this. */
const MAX_AGE_MS = 600_000;
/** With the issuer away, keys that are known are good for so long. */
const MAX_AGE_WITHOUT_ISSUER_MS = 3_600_000;
/** Tokens that name keys which nobody knows make us ask no more often than this. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** An issuer that just failed is left alone for so long. */
const FAILURE_PAUSE_MS = 5_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * The issuer's public keys, by OpenID Connect Discovery 1.0 (section 4). They are kept for ten minutes; a token with a key that
 * is not among them makes us look again, at most every 30 s, so that a rotation is noticed and made-up keys are no burden. While
 * the issuer is away, keys that are known go on for an hour. A cache of each process' own: nothing in it is ours.
 *
 * @throws {AppError} `unavailable` when the keys cannot be had; {@link errors.JWKSNoMatchingKey} when the token's is none of them
 */
export function createIssuerKeys(issuer: string, clock: Clock): JWTVerifyGetKey<CryptoKey> {
  let known: { readonly keys: LocalJWKSet; readonly readAt: number } | null = null;
  let failure: { readonly error: unknown; readonly at: number } | null = null;
  let reading: Promise<LocalJWKSet> | null = null;
  const now = (): number => clock.now().getTime();

  async function readAnew(): Promise<LocalJWKSet> {
    if (failure !== null && now() - failure.at < FAILURE_PAUSE_MS) throw failure.error;
    try {
      const keys = await readKeys(issuer);
      known = { keys, readAt: now() };
      failure = null;
      return keys;
    } catch (error) {
      failure = { error, at: now() };
      throw error;
    }
  }

  /** Everybody who waits for it waits for the same reading. */
  function read(): Promise<LocalJWKSet> {
    reading ??= readAnew().finally(() => {
      reading = null;
    });
    return reading;
  }

  async function current(): Promise<LocalJWKSet> {
    if (known === null) return read();
    const { keys, readAt } = known;
    if (now() - readAt < MAX_AGE_MS) return keys;
    return read().catch((error: unknown) => {
      if (now() - readAt < MAX_AGE_WITHOUT_ISSUER_MS) return keys;
      throw error;
    });
  }

  return async (header, token) => {
    const keys = await current();
    try {
      return await pick(keys, header, token);
    } catch (error) {
      const isRecent = known !== null && now() - known.readAt < UNKNOWN_KEY_PAUSE_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || isRecent) throw error;
      return pick(await read(), header, token);
    }
  };
}

/** A key that cannot be imported is the issuer's fault and not the token's. */
async function pick(keys: LocalJWKSet, ...wanted: Parameters<LocalJWKSet>): Promise<CryptoKey> {
  try {
    return await keys(...wanted);
  } catch (error) {
    throw error instanceof errors.JOSEError ? error : issuerUnavailable(error);
  }
}

async function readKeys(issuer: string): Promise<LocalJWKSet> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovered = discoverySchema.safeParse(await readIssuerDocument(discoveryUrl, signal));
  if (!discovered.success) throw issuerUnavailable(discovered.error);
  const { issuer: named, jwks_uri: keysUrl } = discovered.data;
  // Section 4.3: another issuer's document says nothing about this one's keys.
  if (named !== issuer) throw issuerUnavailable(new Error(`The issuer calls itself ${named}`));
  if (!isTrustworthyUrl(keysUrl)) throw issuerUnavailable(new Error('Expected an https address in jwks_uri'));
  const keySet = keySetSchema.safeParse(await readIssuerDocument(keysUrl, signal));
  if (!keySet.success) throw issuerUnavailable(keySet.error);
  return createLocalJWKSet(keySet.data);
}
