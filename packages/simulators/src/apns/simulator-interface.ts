import type { Simulator } from '../control-routes.ts';
import type { FoundationOptions } from '../foundations.ts';
import type { Http2Report } from '../http2-sessions.ts';
import type { ApnsEnvironment } from './device-tokens.ts';
import type { PushType } from './notification-request.ts';

export type ApnsSimulatorOptions = FoundationOptions & {
  /** Where `api.push.apple.com` is; a free port if left out or 0, as with the other ports. */
  productionPort?: number;
  /** Where `api.sandbox.push.apple.com` is. */
  developmentPort?: number;
  controlPort?: number;
  /** Where the key that senders sign with is written; if left out, in a directory that goes when the simulator does. */
  keyFile?: string;
  /** A P-256 private key, PEM, that senders sign with; a new one if left out. */
  keyPem?: string;
  keyId?: string;
  teamId?: string;
  /** The app that the team has; `com.example.carillon` if left out. */
  topic?: string;
  /** A key that is for one environment alone, as Apple makes them since 2025; for both if left out. */
  keyEnvironment?: ApnsEnvironment;
  /** Different provider tokens that are taken within 20 minutes; 10 if left out. */
  maxTokenUpdates?: number;
  /** Streams at once on a connection; 1000, as Apple's servers name today, if left out. */
  maxStreams?: number;
  /** Fewer until the connection's sender is known: 1 is the least that Apple announces; the same if left out. */
  initialStreams?: number;
  /** After so many streams a connection gets GOAWAY; never if left out. */
  goAwayAfterStreams?: number;
};

/** What to give to those who use the simulator. */
export type ApnsSettings = {
  /** Environment variables for Carillon, to paste. */
  environment: {
    APNS_KEY: string;
    APNS_KEY_ID: string;
    APNS_TEAM_ID: string;
    APNS_TOPIC: string;
    APNS_PRODUCTION_URL: string;
    APNS_DEVELOPMENT_URL: string;
    NODE_EXTRA_CA_CERTS: string;
  };
  controlUrl: string;
};

/** A notification that APNs took, as the device would get it. */
export type ReceivedNotification = {
  /** The apns-id. */
  id: string;
  token: string;
  environment: ApnsEnvironment;
  receivedAtMs: number;
  topic: string;
  pushType: PushType;
  priority: number;
  expiration: number | null;
  collapseId: string | null;
  payload: Readonly<Record<string, unknown>>;
};

export type ApnsSimulator = Simulator & {
  readonly settings: ApnsSettings;
  /** The CA's certificate, PEM. */
  readonly caPem: string;
  /** The private key that senders sign with, PEM. */
  readonly keyPem: string;
  /** Makes a token of a device with the app. Tokens that nobody minted belong where they are first used. */
  mint(environment: ApnsEnvironment): string;
  /** From now on, or since `atMs`, the token answers 410; false if there is none. */
  unregister(token: string, options: { reason?: 'Unregistered' | 'ExpiredToken'; atMs?: number }): boolean;
  /** What the token received, oldest first. */
  notifications(token: string): readonly ReceivedNotification[];
  /** How many different provider tokens were accepted. */
  providerTokens(): number;
  /** The HTTP/2 sessions of one host. */
  sessions(environment: ApnsEnvironment): Http2Report;
  /** Sends GOAWAY on every connection; answers how many there were. */
  goAway(): number;
  /** From now on connections get GOAWAY after so many streams; null: never. */
  setGoAwayAfterStreams(streams: number | null): void;
};
