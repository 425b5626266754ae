import {
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { HttpPost } from './http-post.ts';
import type { FailureReason, HttpResult } from './http-result.ts';

type AnswerHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

export interface Http2ExchangeOptions {
  readonly request: HttpPost;
  /** Bytes of the answer's body that are read; the stream is cut when more arrive. */
  readonly answerCapBytes: number;
  /** Called once with what became of it. */
  readonly settle: (result: HttpResult) => void;
}

export interface ExchangeQueue {
  /** Its deadline came while it waited. */
  onExpired(exchange: Http2Exchange): void;
}

/**
 * One request over HTTP/2, from its call to its outcome, on one stream after another if need be. It ends exactly once:
 * by the answer's end, its cap, a failure or the deadline, whichever is first. A status that has arrived decides even
 * if the rest of the answer never comes, since the server has said what it did.
 */
export class Http2Exchange {
  readonly request: HttpPost;
  /** Where it waits for a stream; told at the deadline, so that it leaves the queue. */
  waitsIn: ExchangeQueue | null = null;
  /** How many streams it was put on. */
  attempts = 0;
  readonly #options: Http2ExchangeOptions;
  readonly #timer: NodeJS.Timeout;
  #stream: ClientHttp2Stream | null = null;
  #answer: AnswerHeaders | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #settled = false;

  constructor(options: Http2ExchangeOptions) {
    this.request = options.request;
    this.#options = options;
    this.#timer = setTimeout(() => this.#expire(), options.request.deadlineMs);
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Whether the server has said what it did. */
  get hasStatus(): boolean {
    return this.#answer !== null;
  }

  /** Reads the answer from a stream on which the request has been put. Its session says when the stream is over. */
  attach(stream: ClientHttp2Stream): void {
    this.attempts += 1;
    this.#stream = stream;
    stream.on('response', (headers) => {
      this.#answer = headers;
    });
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** The stream is over without an answer, and the request waits for another one. */
  detach(): void {
    this.#stream = null;
  }

  /** Ends it with the answer if a status has arrived, and otherwise with a failure. Later calls change nothing. */
  finish(reason: FailureReason, requestWritten: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    const answer = this.#answer;
    if (answer === null) this.#options.settle({ kind: 'failure', reason, requestWritten });
    else {
      this.#options.settle({
        kind: 'answer',
        status: answer[':status'] ?? 0,
        headers: fieldsOf(answer),
        body: this.#chunks.length === 0 ? '' : Buffer.concat(this.#chunks).toString('utf8'),
      });
    }
    this.#chunks = [];
  }

  #take(chunk: Buffer): void {
    if (this.#settled) return;
    const room = this.#options.answerCapBytes - this.#bytes;
    this.#bytes += chunk.length;
    if (room > 0) this.#chunks.push(chunk.subarray(0, room));
    if (chunk.length <= room) return;
    this.finish('bad_answer', true);
    if (this.#stream !== null) cut(this.#stream);
  }

  #expire(): void {
    const stream = this.#stream;
    this.finish('timeout', stream !== null);
    if (stream === null) this.waitsIn?.onExpired(this);
    else cut(stream);
  }
}

/** Tells the peer to stop, and ends our side even if the peer reads nothing any more. */
function cut(stream: ClientHttp2Stream): void {
  stream.close(constants.NGHTTP2_CANCEL);
  stream.destroy();
}

/** The answer's fields without its pseudo-header. */
function fieldsOf(answer: AnswerHeaders): Record<string, string | string[] | undefined> {
  const fields: Record<string, string | string[] | undefined> = {};
  for (const name of Object.keys(answer)) {
    if (!name.startsWith(':')) fields[name] = answer[name];
  }
  return fields;
}
