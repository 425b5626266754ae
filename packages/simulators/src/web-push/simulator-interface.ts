import type { Simulator } from '../control-routes.ts';
import type { FoundationOptions } from '../foundations.ts';

export type WebPushSimulatorOptions = FoundationOptions & {
  /** Where application servers send to; a free port if left out or 0, as with the other ports. */
  pushPort?: number;
  /** The port that senders know, when something of a test's stands in front of the service's own. */
  publicPort?: number;
  /** Where browsers connect to. */
  browserPort?: number;
  controlPort?: number;
};

/** What to give to those who use the simulator. */
export type WebPushSettings = {
  /** The push service's origin: `https://127.0.0.1:<port>`. */
  origin: string;
  /** Firefox's `dom.push.serverURL`. */
  browserUrl: string;
  controlUrl: string;
  /** For NODE_EXTRA_CA_CERTS. */
  caFile: string;
};

/** A subscription as a browser's `PushSubscription.toJSON()` gives it, and the id that the control port knows it by. */
export type MintedSubscription = { id: string; endpoint: string; keys: { p256dh: string; auth: string } };

export type ReceivedMessage = {
  id: string;
  receivedAtMs: number;
  topic: string | null;
  urgency: string;
  ttlSeconds: number;
  /** The decrypted text; null if there was no body or it could not be decrypted. */
  payload: string | null;
  /** Why it could not be decrypted. */
  undecryptable: string | null;
};

export type WebPushSimulator = Simulator & {
  settings: WebPushSettings;
  /** The CA's certificate, PEM. */
  caPem: string;
  /** Makes a subscription that the simulator itself receives for, bound to the key (base64url), or to none. */
  mint(applicationServerKey: string | null): MintedSubscription;
  /** From now on the subscription answers 410; false if there is none. */
  expire(subscriptionId: string): boolean;
  /** What a minted subscription received, oldest first. Throws AppError `not_found` for any other id. */
  messages(subscriptionId: string): ReceivedMessage[];
  /** How many browsers are connected now. */
  connectedBrowsers(): number;
};
