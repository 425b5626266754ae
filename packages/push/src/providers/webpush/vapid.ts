import { createECDH, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { isP256PublicKey } from '../../devices/endpoint-policy-keys.ts';
import { decodeBase64Url } from '../../vault/base64url.ts';

/** The key pair by which push services know this server (RFC 8292). Base64url without padding. */
export interface VapidKeys {
  /** The uncompressed point, 65 bytes: browsers take it as `applicationServerKey`. */
  readonly publicKey: string;
  /** The scalar, 32 bytes. Secret. */
  readonly privateKey: string;
}

/** RFC 8292 section 2 allows 24 h; half of it leaves room for clocks that differ. */
const TOKEN_LIFE_SECONDS = 12 * 3600;
/** A token is replaced this long before it expires, so that none expires on the way. */
const REFRESH_BEFORE_SECONDS = 3600;

const SCALAR_BYTES = 32;
const HEADER = encodeJson({ typ: 'JWT', alg: 'ES256' });

/** Makes a new pair from the system's randomness. */
export function generateVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // A scalar with leading zero bytes comes out shorter, and other implementations expect all 32.
  const scalar = Buffer.alloc(SCALAR_BYTES);
  const privateKey = pair.getPrivateKey();
  privateKey.copy(scalar, SCALAR_BYTES - privateKey.length);
  return { publicKey: pair.getPublicKey().toString('base64url'), privateKey: scalar.toString('base64url') };
}

/** Whether both keys have their form and belong together. Call it on whatever was configured or stored. */
export function isVapidKeyPair(keys: VapidKeys): boolean {
  const publicPoint = decodeBase64Url(keys.publicKey);
  const scalar = decodeBase64Url(keys.privateKey);
  if (publicPoint === null || !isP256PublicKey(publicPoint) || scalar?.length !== SCALAR_BYTES) return false;
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(scalar);
  } catch {
    return false;
  }
  return pair.getPublicKey().equals(publicPoint);
}

export interface VapidSignerSettings {
  readonly keys: VapidKeys;
  /** `mailto:` or `https:` address at which a push service reaches the operator. */
  readonly subject: string;
  readonly now: () => Date;
  /** Tokens kept for reuse, one an origin; beyond it the oldest goes. */
  readonly maxOrigins: number;
}

export interface VapidSigner {
  /** The Authorization header for an origin (RFC 8292 section 3), reused until near its expiry (WEB-9). */
  authorizationFor(origin: string): string;
  /** Drops the header of an origin that refused it, so that a token signed under a wrong clock is not used for hours. */
  forget(origin: string): void;
}

/** @throws {Error} if the keys are no pair */
export function createVapidSigner(settings: VapidSignerSettings): VapidSigner {
  if (!isVapidKeyPair(settings.keys))
    throw new Error('The VAPID keys do not belong together or are no P-256 keys');
  const key = importPrivateKey(settings.keys);
  const cache = new Map<string, { header: string; refreshAtSeconds: number; signedAtSeconds: number }>();

  return {
    authorizationFor(origin) {
      const nowSeconds = Math.floor(settings.now().getTime() / 1000);
      const cached = cache.get(origin);
      // The second bound notices a clock that was set back: a token from the future would be refused.
      if (
        cached !== undefined &&
        nowSeconds < cached.refreshAtSeconds &&
        nowSeconds >= cached.signedAtSeconds
      ) {
        return cached.header;
      }
      const expiresAtSeconds = nowSeconds + TOKEN_LIFE_SECONDS;
      const token = signToken({ aud: origin, exp: expiresAtSeconds, sub: settings.subject }, key);
      const header = `vapid t=${token}, k=${settings.keys.publicKey}`;
      cache.delete(origin);
      if (cache.size >= settings.maxOrigins) evictOldest(cache);
      cache.set(origin, {
        header,
        signedAtSeconds: nowSeconds,
        refreshAtSeconds: expiresAtSeconds - REFRESH_BEFORE_SECONDS,
      });
      return header;
    },
    forget(origin) {
      cache.delete(origin);
    },
  };
}

function importPrivateKey(keys: VapidKeys): KeyObject {
  const point = Buffer.from(keys.publicKey, 'base64url');
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: keys.privateKey,
      x: point.toString('base64url', 1, 33),
      y: point.toString('base64url', 33, 65),
    },
  });
}

function signToken(claims: { aud: string; exp: number; sub: string }, key: KeyObject): string {
  const signed = `${HEADER}.${encodeJson(claims)}`;
  const signature = sign('sha256', Buffer.from(signed, 'latin1'), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function evictOldest(cache: Map<string, unknown>): void {
  const oldest = cache.keys().next();
  if (oldest.done !== true) cache.delete(oldest.value);
}

function encodeJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
