import { createECDH, randomBytes } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import type { ReceiverKeys } from './decrypt.ts';

const MAX_SUBSCRIPTIONS = 250_000;
const CAPABILITY_BYTES = 32;
const AUTH_BYTES = 16;

/** Who gets the messages: a browser's channel, or the simulator itself with keys of its own. */
export type SubscriptionOwner =
  | { kind: 'browser'; uaid: string; channelId: string }
  | { kind: 'receiver'; keys: ReceiverKeys };

export type PushSubscriptionRecord = {
  /** The last part of the endpoint: whoever knows it can send. */
  id: string;
  owner: SubscriptionOwner;
  /** The only key that may send, base64url without padding; null for a subscription made without one. */
  applicationServerKey: string | null;
  /** An expired subscription answers 410 for ever (RFC 8030 section 7.3). */
  expired: boolean;
};

/** Every subscription that the push service ever gave out, the expired ones too. */
export class Subscriptions {
  readonly #byId = new BoundedMap<string, PushSubscriptionRecord>(MAX_SUBSCRIPTIONS);
  readonly #byChannel = new BoundedMap<string, PushSubscriptionRecord>(MAX_SUBSCRIPTIONS);

  get(id: string): PushSubscriptionRecord | undefined {
    return this.#byId.get(id);
  }

  /**
   * A browser that asks for its channel again keeps the subscription, if that is alive and bound to the same key;
   * with another key it gets a new one, and the old one ends.
   */
  register(
    owner: { uaid: string; channelId: string },
    applicationServerKey: string | null,
  ): PushSubscriptionRecord {
    const existing = this.ofChannel(owner);
    if (existing !== undefined && existing.applicationServerKey === applicationServerKey) return existing;
    if (existing !== undefined) existing.expired = true;
    const subscription = this.#add({ kind: 'browser', ...owner }, applicationServerKey);
    this.#byChannel.set(channelKey(owner), subscription);
    return subscription;
  }

  /** Makes a subscription whose receiver is the simulator. `applicationServerKey` as in the record. */
  mint(applicationServerKey: string | null): PushSubscriptionRecord {
    const ecdh = createECDH('prime256v1');
    const publicKey = ecdh.generateKeys();
    const keys = { privateKey: leftPadded(ecdh.getPrivateKey()), publicKey, auth: randomBytes(AUTH_BYTES) };
    return this.#add({ kind: 'receiver', keys }, applicationServerKey);
  }

  /** Returns false if there is no such subscription. */
  expire(id: string): boolean {
    const subscription = this.#byId.get(id);
    if (subscription === undefined) return false;
    subscription.expired = true;
    return true;
  }

  /** The living subscription of a browser's channel. */
  ofChannel(owner: { uaid: string; channelId: string }): PushSubscriptionRecord | undefined {
    const subscription = this.#byChannel.get(channelKey(owner));
    return subscription?.expired === false ? subscription : undefined;
  }

  #add(owner: SubscriptionOwner, applicationServerKey: string | null): PushSubscriptionRecord {
    const id = randomBytes(CAPABILITY_BYTES).toString('base64url');
    const subscription = { id, owner, applicationServerKey, expired: false };
    this.#byId.set(id, subscription);
    return subscription;
  }
}

function channelKey(owner: { uaid: string; channelId: string }): string {
  return `${owner.uaid} ${owner.channelId}`;
}

/** OpenSSL leaves out leading zeros of the scalar; keys are told in their full 32 bytes. */
function leftPadded(privateKey: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(32 - privateKey.length), privateKey]);
}
