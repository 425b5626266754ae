/** What tells one push subscription from another, all of it base64url or an address. Secret: never logged. */
export interface SubscriptionFacts {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** The VAPID public key that it is bound to. */
  readonly applicationServerKey: string;
}

/** Null for no subscription, and for one without keys, which nothing can be encrypted for. */
export function describeSubscription(subscription: PushSubscription | null): SubscriptionFacts | null {
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  const key = subscription?.options.applicationServerKey;
  if (endpoint === undefined || !keys?.p256dh || !keys.auth || !key) return null;
  const { p256dh, auth } = keys;
  return { endpoint, p256dh, auth, applicationServerKey: base64UrlOf(new Uint8Array(key)) };
}

/** RFC 4648 section 5, without padding. */
export function base64UrlOf(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws {DOMException} for text that is not base64url */
export function bytesOfBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
