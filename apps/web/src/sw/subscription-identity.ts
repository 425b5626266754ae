import { base64UrlOf } from '@carillon/contracts/base64url';

/** What tells one push subscription from another, all of it base64url or an address. Secret: never logged. */
export interface SubscriptionIdentity {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** The VAPID public key that the subscription is bound to. */
  readonly applicationServerKey: string;
}

/** Null for no subscription, and for one without keys, which nothing can be encrypted for. */
export function identify(subscription: PushSubscription | null | undefined): SubscriptionIdentity | null {
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  const key = subscription?.options.applicationServerKey;
  if (endpoint === undefined || !keys?.p256dh || !keys.auth || !key) return null;
  return {
    endpoint,
    p256dh: keys.p256dh,
    auth: keys.auth,
    applicationServerKey: base64UrlOf(new Uint8Array(key)),
  };
}
