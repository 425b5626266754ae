import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';

/** Beyond this a client that ignores the limit is cut off rather than read to its end. */
const MAX_DRAINED_BYTES = 1024 * 1024;
/** RFC 9113 section 8.2.2: these have no place in HTTP/2, and node:http2 throws on them. */
const HTTP1_ONLY_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

export type Answer = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** The client went away before its request was read or answered. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** One request and its answer, the same for HTTP/1.1 and HTTP/2, with the ways in which a service can misbehave. */
export class Exchange {
  readonly #request: IncomingMessage | Http2ServerRequest;
  readonly #response: ServerResponse | Http2ServerResponse;
  readonly #gone = new AbortController();
  #body: Promise<{ body: Buffer; tooLarge: boolean }> | null = null;

  constructor(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
    stopping: AbortSignal,
  ) {
    this.#request = request;
    this.#response = response;
    const end = () => this.#gone.abort();
    response.once('close', end);
    response.on('error', end);
    request.on('error', end);
    if (stopping.aborted) end();
    stopping.addEventListener('abort', end, { once: true });
    response.once('close', () => stopping.removeEventListener('abort', end));
  }

  /** Aborted when the client is gone, the answer is out or the simulator stops. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  /** The path without the query. */
  get path(): string {
    return (this.#request.url ?? '/').split('?', 1)[0] ?? '/';
  }

  get protocol(): 'h2' | 'http/1.1' {
    return this.#request instanceof Http2ServerRequest ? 'h2' : 'http/1.1';
  }

  /** HTTP/2 only. */
  get stream(): ServerHttp2Stream | null {
    return this.#request instanceof Http2ServerRequest ? this.#request.stream : null;
  }

  /** How often the request has the header; `header` joins the values of one that is repeated. */
  headerCount(name: string): number {
    const { rawHeaders } = this.#request;
    return rawHeaders.filter((value, index) => index % 2 === 0 && value.toLowerCase() === name).length;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /**
   * Reads the request to its end; a body over `maxBytes` is thrown away and reported as `tooLarge`.
   * Called again it gives the same result.
   * @throws {ClientGoneError} if the client breaks off, or sends without end.
   */
  readBody(maxBytes: number): Promise<{ body: Buffer; tooLarge: boolean }> {
    this.#body ??= this.#collect(maxBytes);
    return this.#body;
  }

  async #collect(maxBytes: number): Promise<{ body: Buffer; tooLarge: boolean }> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.#request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes <= maxBytes) chunks.push(chunk);
        if (bytes > MAX_DRAINED_BYTES) throw new ClientGoneError('The body does not end');
      }
    } catch (cause) {
      this.reset('stream');
      throw new ClientGoneError('The request broke off', { cause });
    }
    return bytes > maxBytes
      ? { body: Buffer.alloc(0), tooLarge: true }
      : { body: Buffer.concat(chunks), tooLarge: false };
  }

  /** Answers; does nothing if the client is gone. */
  send(answer: Answer): void {
    if (this.#gone.signal.aborted || this.#response.headersSent) return;
    this.#response.statusCode = answer.status;
    for (const [name, value] of Object.entries(answer.headers)) {
      if (this.protocol === 'h2' && HTTP1_ONLY_HEADERS.has(name.toLowerCase())) continue;
      this.#response.setHeader(name, value);
    }
    this.#response.end(answer.body);
  }

  /** Breaks off without an answer. On HTTP/1.1 the stream is the connection. */
  reset(scope: 'connection' | 'stream'): void {
    if (!(this.#request instanceof Http2ServerRequest)) {
      this.#request.socket.destroy();
    } else if (scope === 'stream') {
      this.#request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    } else {
      this.#request.stream.session?.destroy();
    }
  }

  /** HTTP/2: sends GOAWAY; streams that are open are still answered, then the connection closes. */
  goAway(): void {
    if (this.#request instanceof Http2ServerRequest) this.#request.stream.session?.close();
  }
}
