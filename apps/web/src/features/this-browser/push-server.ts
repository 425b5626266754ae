import type { Device } from '@/wire/wire-types.ts';

/** What turning notifications on and off asks of the server, for whoever is signed in. */
export interface PushServer {
  /** The VAPID public key, base64url. */
  vapidPublicKey(): Promise<string>;
  /** This browser as the server lists it, never from a cache; null when it does not. */
  findDevice(installationId: string): Promise<Device | null>;
  subscribe(subscription: NewSubscription): Promise<void>;
  /** By endpoint where it is known, else by the installation. Nothing to end is no failure. */
  unsubscribe(target: EndedSubscription): Promise<void>;
}

export interface NewSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly userAgent: string;
  /** Left out, the device keeps the name that it has. */
  readonly name?: string;
  readonly installationId: string;
  readonly generation: number;
}

export type EndedSubscription =
  | { readonly endpoint: string }
  | { readonly installationId: string; readonly generation: number };
