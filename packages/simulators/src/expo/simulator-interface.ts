import type { Simulator } from '../control-routes.ts';
import type { FoundationOptions } from '../foundations.ts';
import type { HitReport } from '../hit-ledger.ts';
import type { ExpoMessage } from './push-message.ts';
import type { TokenBehaviour } from './recipients.ts';

export type ExpoSimulatorOptions = FoundationOptions & {
  /** Where messages are sent to; a free port if left out or 0, as with the control port. */
  port?: number;
  controlPort?: number;
  /** Refuses requests without it, as Expo does for projects with enhanced security; everybody is let in if left out. */
  accessToken?: string;
  /** Messages of one project in a second; 600, as Expo's, if left out. */
  messagesPerSecond?: number;
};

/** What to give to those who use the simulator. */
export type ExpoSettings = {
  /** For EXPO_BASE_URL: `https://127.0.0.1:<port>`. */
  baseUrl: string;
  controlUrl: string;
  /** For NODE_EXTRA_CA_CERTS. */
  caFile: string;
  /** All of it as Carillon's environment variables. */
  environment: {
    EXPO_ENABLED: 'true';
    /** There only where a token is demanded. */
    EXPO_ACCESS_TOKEN?: string;
    EXPO_BASE_URL: string;
    NODE_EXTRA_CA_CERTS: string;
  };
};

/**
 * `hits` are a hit for each message; their `open` and `peakOpen` count requests. A rule of the fault script whose answer is
 * `status: 200` with a ticket or a receipt as its body is for the message alone whose token it matches; any other answer is
 * for the whole request that holds that message.
 */
export type ExpoSimulator = Simulator & {
  readonly settings: ExpoSettings;
  /** The CA's certificate, PEM. */
  readonly caPem: string;
  /** A hit for each receipt that was asked for; `taken` says that there was one. */
  receiptHits(): HitReport;
  /** Makes a token with a behaviour of its own. Every other well-formed token is a healthy one. */
  mint(behaviour: Partial<TokenBehaviour>): string;
  /** Changes how a token is treated from now on. */
  change(token: string, behaviour: Partial<TokenBehaviour>): void;
  /** What a token received, oldest first. */
  messages(token: string): readonly ExpoMessage[];
  /** The most messages of one project within any second. */
  peakPerSecond(): number;
};
