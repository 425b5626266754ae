import type { Dispatcher } from 'undici';
import { failureReasonOf } from './failure-reason.ts';
import type { HttpResult } from './http-result.ts';

/** Ends a request that undici still holds; the outcome is decided before, so nobody reads it. */
class ExchangeOverError extends Error {
  override readonly name = 'ExchangeOverError';
}

export interface ExchangeOptions {
  /** Milliseconds until the exchange ends, whatever it has by then. */
  readonly deadlineMs: number;
  /** Bytes of the answer's body that are read; the connection is cut when more arrive. */
  readonly answerCapBytes: number;
  /** Called once with what became of it. */
  readonly settle: (result: HttpResult) => void;
  /** Called once when undici holds the request no longer, which can be later than `settle`. */
  readonly release: () => void;
}

/**
 * One request as undici's handler. It ends exactly once: by the answer's end, its cap, an error or the deadline,
 * whichever is first. A status that has arrived decides even if the rest of the answer never comes, since the server
 * has said what it did.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #status: number | null = null;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  #settled = false;
  #released = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#expire(), options.deadlineMs);
  }

  /** From here on bytes may have left: undici calls this as the last thing before it writes to the socket. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new ExchangeOverError());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Informational answers announce one that is still to come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#options.answerCapBytes - this.#bytes;
    this.#bytes += chunk.length;
    if (room > 0) this.#chunks.push(chunk.subarray(0, room));
    if (chunk.length <= room) return;
    this.#finish('bad_answer');
    controller.abort(new ExchangeOverError());
  }

  onResponseEnd(): void {
    this.#finish('bad_answer');
    this.#release();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(failureReasonOf(error));
    this.#release();
  }

  #expire(): void {
    this.#finish('timeout');
    // Without a controller the request still waits for a connection; it is then ended before it is written.
    this.#controller?.abort(new ExchangeOverError());
  }

  #finish(otherwise: Extract<HttpResult, { kind: 'failure' }>['reason']): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    if (this.#status === null) {
      const requestWritten = this.#controller !== null;
      this.#options.settle({ kind: 'failure', reason: otherwise, requestWritten });
    } else {
      const body = Buffer.concat(this.#chunks).toString('utf8');
      this.#options.settle({ kind: 'answer', status: this.#status, headers: this.#headers, body });
    }
    this.#chunks = [];
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#options.release();
  }
}
