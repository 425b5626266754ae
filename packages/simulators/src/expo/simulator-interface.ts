import type { FaultScript, FaultScriptInput } from '../fault-script.ts';
import type { Hit, HitReport } from '../hit-ledger.ts';
import type { ExpoMessage } from './push-message.ts';
import type { TokenBehaviour } from './recipients.ts';

export type ExpoSimulatorOptions = {
  /** Where messages are sent to; a free port if left out or 0, as with the control port. */
  port?: number;
  controlPort?: number;
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
};

export type ExpoSimulator = AsyncDisposable & {
  settings: ExpoSettings;
  /** The CA's certificate, PEM. */
  caPem: string;
  /** Replaces the fault script; throws a ZodError if it is not valid. */
  putScript(script: FaultScriptInput): void;
  script(): FaultScript;
  /** A hit for each message; `open` and `peakOpen` count requests. */
  hits(): HitReport;
  recentHits(): readonly Hit[];
  /** A hit for each receipt that was asked for; `taken` says that there was one. */
  receiptHits(): HitReport;
  clearHits(): void;
  /** Makes a token with a behaviour of its own. Every other well-formed token is a healthy one. */
  mint(behaviour: Partial<TokenBehaviour>): string;
  /** Changes how a token is treated from now on. */
  change(token: string, behaviour: Partial<TokenBehaviour>): void;
  /** What a token received, oldest first. */
  messages(token: string): readonly ExpoMessage[];
  /** The most messages of one project within any second. */
  peakPerSecond(): number;
};
