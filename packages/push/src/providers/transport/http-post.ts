import type { HttpResult } from './http-result.ts';

export interface HttpPost {
  /** `https://host` or `https://host:port`, as `URL.origin` gives it. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Milliseconds for all of it: waiting for a connection, connecting, sending, and the answer to its end. */
  readonly deadlineMs: number;
}

/**
 * Sends requests to servers that are not trusted. Never rejects, never follows a redirect, never sends a request again
 * that a server may have processed, reads at most the answer cap, and holds a bounded number of connections and of
 * waiting requests.
 */
export interface HttpTransport {
  post(request: HttpPost): Promise<HttpResult>;
  /** Cuts every connection. Requests under way, and all later ones, end as a failure `closed`. */
  close(): Promise<void>;
}
