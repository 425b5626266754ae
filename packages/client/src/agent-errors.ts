/** The server does not accept this device and secret; trying again would change nothing. */
export class AgentRefusedError extends Error {
  override readonly name = 'AgentRefusedError';
}

/** A call that failed in a way that passes: no connection, or an answer that says to try later. */
export class AgentCallError extends Error {
  override readonly name = 'AgentCallError';
  /** Of the answer; 0 without one. */
  readonly status: number;
  /** What the server asks for. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { status: number; retryAfterMs: number | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
