import { base64UrlOf } from '@carillon/contracts/base64url';

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
