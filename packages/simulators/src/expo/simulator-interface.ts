import type { Simulator } from '../control-routes.ts';
import type { HitReport } from '../hit-ledger.ts';
import type { ThrowawayTls } from '../throwaway-tls.ts';
import type { ExpoMessage } from './push-message.ts';
import type { TokenBehaviour } from './recipients.ts';

export type ExpoSimulatorOptions = {
  /** Where messages are sent to; a free port if left out or 0, as with the control port. */
  port?: number;
  controlPort?: number;
  /** What it shows itself by, for simulators that share one authority; made if left out. */
  tls?: ThrowawayTls;
  /** Where the CA's certificate is written; if left out, in a directory that goes when the simulator does. */
  caFile?: string;
  /** Refuses requests without it, as Expo does for projects with enhanced security; everybody is let in if left out. */
  accessToken?: string;
  /** Messages of one project in a second; 600, as Expo's, if left out. */
  messagesPerSecond?: number;
  /** Milliseconds since the epoch; the system's clock if left out. */
  now?: () => number;
  /** Gets what a request handler threw, which is a defect of the simulator; standard error if left out. */
  onError?: (error: unknown) => void;
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
