import type { Simulator } from '../control-routes.ts';
import type { FoundationOptions } from '../foundations.ts';
import type { HitReport } from '../hit-ledger.ts';
import type { FcmRegistration } from './registrations.ts';
import type { ServiceAccountFile } from './service-account.ts';

export type FcmSimulatorOptions = FoundationOptions & {
  /** Where messages are sent to and tokens are got; a free port if left out or 0, as with the control port. */
  port?: number;
  controlPort?: number;
  /** Where the service account's JSON is written; if left out, in a directory that goes when the simulator does. */
  serviceAccountFile?: string;
  projectId?: string;
  /** How long an access token is good for; an hour, as Google's, if left out. */
  tokenLifetimeSeconds?: number;
};

/** What to give to those who use the simulator. */
export type FcmSimulatorSettings = {
  /** For FCM_BASE_URL: `https://127.0.0.1:<port>`. */
  baseUrl: string;
  /** For FCM_SERVICE_ACCOUNT: a file with a key of its own, whose `token_uri` is this simulator. */
  serviceAccountFile: string;
  projectId: string;
  controlUrl: string;
  /** For NODE_EXTRA_CA_CERTS. */
  caFile: string;
  /** All of it as Carillon's environment variables. */
  environment: {
    FCM_SERVICE_ACCOUNT: string;
    FCM_BASE_URL: string;
    NODE_EXTRA_CA_CERTS: string;
  };
};

/** A message that was taken. */
export type ReceivedFcmMessage = {
  /** What the answer called it, without the project. */
  id: string;
  receivedAtMs: number;
  /** The registration token, or `topic:…` or `condition:…`. */
  target: string;
  /** The members that the sender gave, in FCM's own names. */
  message: Readonly<Record<string, unknown>>;
};

/**
 * Of a fault script, only the rules whose `pathPrefix` begins with `/token` are for the token endpoint; all others are for
 * `messages:send`, and `hits` are a hit for each message.
 */
export type FcmSimulator = Simulator & {
  settings: FcmSimulatorSettings;
  /** What `serviceAccountFile` holds. */
  serviceAccount: ServiceAccountFile;
  /** The CA's certificate, PEM. */
  caPem: string;
  /** A hit for each request for an access token; `taken` says that one was given. */
  tokenHits(): HitReport;
  /** Makes a registration token. Every other well-formed one is a registered Android app of the project. */
  mint(registration: Partial<FcmRegistration>): string;
  /** Changes how a registration token is treated from now on. */
  change(token: string, registration: Partial<FcmRegistration>): void;
  /** What a registration token (or `topic:name`) received, oldest first. */
  messages(token: string): readonly ReceivedFcmMessage[];
  /** Access tokens that were given out are good no more, before their time. */
  revokeAccessTokens(): void;
  /** Another way to an access token than the service account: one that is good already. */
  issueAccessToken(): string;
};
