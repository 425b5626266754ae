import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { failureReasonOf } from './failure-reason.ts';
import type { FailureReason } from './http-result.ts';
import type { OpenedHttp2 } from './http2-connect.ts';
import type { Http2Exchange } from './http2-exchange.ts';

export interface Http2SessionSettings {
  /** Requests under way on one session; the peer's own limit counts as well, and the lesser holds. */
  readonly maxStreamsPerSession: number;
  /** How long a session without requests stays open, milliseconds. */
  readonly idleTimeoutMs: number;
  /** Nothing heard from a session for this long, milliseconds: it is asked by PING. */
  readonly pingIntervalMs: number;
  /** A PING unanswered for this long, milliseconds: the session is given up, and requests on it end. */
  readonly pingTimeoutMs: number;
}

/** Why a stream ended without an answer, and whether the server may have processed its request. */
export interface StreamLoss {
  readonly reason: FailureReason;
  readonly requestWritten: boolean;
}

export interface Http2SessionOwner {
  /** A stream is over: answered (null), or lost. */
  onStreamOver(exchange: Http2Exchange, loss: StreamLoss | null, session: Http2Session): void;
  /** The session takes more requests than before. */
  onRoom(): void;
  /** The session takes no more requests; those under way may still be answered. */
  onDraining(session: Http2Session): void;
  /** The session is gone, and every stream on it is over. */
  onGone(session: Http2Session): void;
}

/** One session to one origin: its streams, its PINGs and its end. */
export class Http2Session {
  /** By the clock of `performance.now()`. */
  readonly openedAtMs = performance.now();
  readonly #session: ClientHttp2Session;
  readonly #socket: TLSSocket;
  readonly #settings: Http2SessionSettings;
  readonly #owner: Http2SessionOwner;
  #watch: NodeJS.Timeout | null = null;
  #streams = 0;
  #answered = 0;
  #limit: number;
  #draining = false;
  #ended = false;
  #gone = false;
  /** Of a GOAWAY: streams above this id were not processed (RFC 9113 section 6.8). */
  #lastProcessedId = Number.POSITIVE_INFINITY;
  #goawayCode: number = constants.NGHTTP2_NO_ERROR;
  #givenUpFor: FailureReason | null = null;
  #lastHeardMs = performance.now();
  #idleSinceMs = performance.now();
  #pingedAtMs: number | null = null;

  constructor(opened: OpenedHttp2, settings: Http2SessionSettings, owner: Http2SessionOwner) {
    this.#session = opened.session;
    this.#socket = opened.socket;
    this.#settings = settings;
    this.#owner = owner;
    this.#limit = this.#limitNow();
    this.#listen();
    this.#watchAgain();
  }

  get hasRoom(): boolean {
    return !this.#draining && this.#streams < this.#limit;
  }

  /** Whether it takes no more requests. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** Whether the peer has answered anything: one that has not is not worth another session at once. */
  get hasAnswered(): boolean {
    return this.#answered > 0;
  }

  /** Puts a request on a stream of its own. @returns false if the session turned out to be over */
  send(exchange: Http2Exchange, headers: OutgoingHttpHeaders): boolean {
    if (this.#session.closed || this.#session.destroyed) {
      this.#drain();
      return false;
    }
    const stream = this.#session.request(headers, { endStream: false });
    let streamError: Error | null = null;
    this.#streams += 1;
    exchange.attach(stream);
    stream.on('error', (error) => {
      streamError = error;
    });
    stream.on('close', () => this.#over(exchange, stream, streamError));
    stream.end(exchange.request.body);
    return true;
  }

  /** Takes no more requests; those under way may still be answered. */
  retire(): void {
    this.#drain();
  }

  /** Ends the session and every stream on it at once. */
  giveUp(reason: FailureReason): void {
    this.#givenUpFor ??= reason;
    this.#drain();
    this.#ended = true;
    this.#session.destroy();
    this.#socket.destroy();
  }

  #listen(): void {
    this.#session.on('goaway', (code, lastStreamId) => {
      this.#lastProcessedId = Math.min(this.#lastProcessedId, lastStreamId);
      this.#goawayCode = code;
      this.#drain();
    });
    this.#session.on('remoteSettings', () => {
      this.#heard();
      this.#limit = this.#limitNow();
      if (this.hasRoom) this.#owner.onRoom();
    });
    this.#session.once('close', () => {
      this.#gone = true;
      if (this.#watch !== null) clearTimeout(this.#watch);
      this.#drain();
      this.#owner.onGone(this);
    });
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#owner.onDraining(this);
    this.#endIfDone();
  }

  /** Node waits for the peer to close as well, for as long as that takes; there is nothing left to hear from it. */
  #endIfDone(): void {
    if (!this.#draining || this.#streams > 0 || this.#ended) return;
    this.#ended = true;
    this.#session.destroy();
    // After the GOAWAY that ends the session has been handed to the socket.
    setImmediate(() => this.#socket.destroySoon());
    this.#watchAgain();
  }

  #over(exchange: Http2Exchange, stream: ClientHttp2Stream, error: Error | null): void {
    this.#streams -= 1;
    if (this.#streams === 0) this.#idleSinceMs = performance.now();
    if (exchange.hasStatus) {
      this.#answered += 1;
      this.#heard();
    }
    this.#owner.onStreamOver(exchange, exchange.hasStatus ? null : this.#lossOf(stream, error), this);
    this.#endIfDone();
  }

  #lossOf(stream: ClientHttp2Stream, error: Error | null): StreamLoss {
    if (this.#certainlyNotProcessed(stream)) return { reason: 'stream_refused', requestWritten: false };
    const reason = this.#givenUpFor ?? (error === null ? 'connection_reset' : failureReasonOf(error));
    return { reason, requestWritten: true };
  }

  #certainlyNotProcessed({ id, rstCode }: ClientHttp2Stream): boolean {
    if (id === undefined || id > this.#lastProcessedId) return true;
    // Node gives the code of a GOAWAY to the streams that it ends, where it says nothing about any of them.
    return rstCode === constants.NGHTTP2_REFUSED_STREAM && this.#goawayCode !== rstCode;
  }

  #limitNow(): number {
    const peer = this.#session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
    return Math.min(this.#settings.maxStreamsPerSession, peer);
  }

  #heard(): void {
    this.#lastHeardMs = performance.now();
  }

  /** Wakes when the session may have been silent or idle for too long, whichever comes first. */
  #watchAgain(): void {
    if (this.#gone) return;
    if (this.#watch !== null) clearTimeout(this.#watch);
    const { idleTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.#settings;
    const nowMs = performance.now();
    const idleAtMs =
      (this.#streams === 0 ? this.#idleSinceMs : nowMs) + (this.#draining ? pingTimeoutMs : idleTimeoutMs);
    const pingAtMs =
      this.#pingedAtMs === null ? this.#lastHeardMs + pingIntervalMs : this.#pingedAtMs + pingTimeoutMs;
    const wakeAtMs = this.#draining ? idleAtMs : Math.min(idleAtMs, pingAtMs);
    this.#watch = setTimeout(() => this.#look(), Math.max(wakeAtMs - nowMs, 1)).unref();
  }

  #look(): void {
    const { idleTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.#settings;
    const nowMs = performance.now();
    const idleMs = this.#streams === 0 ? nowMs - this.#idleSinceMs : 0;
    if (this.#draining) {
      // Node sends no PING on a session that ends. Its streams have deadlines, and the peer has time to say goodbye.
      if (idleMs >= pingTimeoutMs) this.#socket.destroy();
    } else if (this.#pingedAtMs !== null && nowMs - this.#pingedAtMs >= pingTimeoutMs) {
      this.giveUp('ping_timeout');
    } else if (idleMs >= idleTimeoutMs) {
      this.#idleSinceMs = nowMs;
      this.#drain();
    } else if (this.#pingedAtMs === null && nowMs - this.#lastHeardMs >= pingIntervalMs) this.#ping(nowMs);
    this.#watchAgain();
  }

  #ping(nowMs: number): void {
    this.#pingedAtMs = nowMs;
    this.#session.ping((error) => {
      if (error !== null) return;
      this.#pingedAtMs = null;
      this.#heard();
      this.#watchAgain();
    });
  }
}
