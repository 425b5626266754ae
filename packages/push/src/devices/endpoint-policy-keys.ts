import { createPublicKey } from 'node:crypto';
import { invalidField } from '@carillon/contracts/errors';
import type { Subscription } from '@carillon/contracts/web-push';
import { decodeBase64Url } from '../vault/base64url.ts';
import type { EndpointPolicy } from './endpoint-policy.ts';

/** An uncompressed P-256 point: 0x04 and two coordinates of 32 bytes (SEC 1 section 2.3.3). */
const P256_POINT_BYTES = 65;
/** RFC 8291 section 3.2. */
export const AUTH_SECRET_BYTES = 16;

const UNCOMPRESSED = 0x04;

/**
 * Checks a subscription on its way in (TOK-11, WEB-7) and returns it in the spelling to store: the endpoint as the URL
 * parser writes it, the keys in base64url without padding.
 *
 * @throws {AppError} `validation_failed` naming `endpoint`, `keys.p256dh` or `keys.auth`; never with their values
 */
export function requireSubscription(policy: EndpointPolicy, subscription: Subscription): Subscription {
  const verdict = policy.check(subscription.endpoint);
  if (!verdict.allowed) throw invalidField('endpoint', verdict.message);
  const point = decodeBase64Url(subscription.keys.p256dh);
  if (point === null || !isP256PublicKey(point)) {
    throw invalidField('keys.p256dh', 'Expected an uncompressed P-256 public key, 65 bytes in base64url');
  }
  const auth = decodeBase64Url(subscription.keys.auth);
  if (auth === null || auth.length !== AUTH_SECRET_BYTES) {
    throw invalidField('keys.auth', 'Expected an authentication secret, 16 bytes in base64url');
  }
  return {
    endpoint: verdict.endpoint,
    keys: { p256dh: point.toString('base64url'), auth: auth.toString('base64url') },
  };
}

/** Whether bytes have the form of an uncompressed P-256 point; whether it lies on the curve is another question. */
export function isUncompressedPoint(bytes: Buffer): boolean {
  return bytes.length === P256_POINT_BYTES && bytes[0] === UNCOMPRESSED;
}

/**
 * Whether bytes are a P-256 public key in uncompressed form that lies on the curve: OpenSSL checks the curve's
 * equation on import.
 */
export function isP256PublicKey(bytes: Buffer): boolean {
  if (!isUncompressedPoint(bytes)) return false;
  const x = bytes.toString('base64url', 1, 33);
  const y = bytes.toString('base64url', 33, P256_POINT_BYTES);
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
