import type { OutgoingHttpHeaders } from 'node:http2';
import type { LookupFunction } from 'node:net';
import { failureReasonOf } from './failure-reason.ts';
import type { FailureReason } from './http-result.ts';
import { openHttp2 } from './http2-connect.ts';
import type { ExchangeQueue, Http2Exchange } from './http2-exchange.ts';
import {
  Http2Session,
  type Http2SessionOwner,
  type Http2SessionSettings,
  type StreamLoss,
} from './http2-session.ts';

export interface Http2OriginSettings extends Http2SessionSettings {
  /** Sessions that take new requests. A further one is opened when those open are full. */
  readonly sessionsPerOrigin: number;
  /** Time for name, TCP, TLS and the peer's settings together, milliseconds. */
  readonly connectTimeoutMs: number;
}

/** How an origin is reached. */
export interface Http2Route {
  readonly origin: string;
  /** Null resolves as the system does. */
  readonly lookup: LookupFunction | null;
  /** The only certificate authority, PEM; null trusts the usual ones. */
  readonly caPem: string | null;
}

/** Sessions in a row that the peer ended without one answer, after which nothing waits for a further one. */
const FRUITLESS_SESSIONS_MAX = 2;

/** The sessions to one origin, and the requests that wait for a stream on one of them. */
export class Http2Origin implements Http2SessionOwner, ExchangeQueue {
  readonly #route: Http2Route;
  readonly #authority: string;
  readonly #settings: Http2OriginSettings;
  /** In order of arrival; those that go again come before the others. */
  readonly #waiting = new Set<Http2Exchange>();
  readonly #again = new Set<Http2Exchange>();
  /** Those that take requests, and those that only end. */
  readonly #usable = new Set<Http2Session>();
  readonly #draining = new Set<Http2Session>();
  #abandonConnect: (() => void) | null = null;
  #connectNotBeforeMs = 0;
  #fruitless = 0;
  #pending = 0;
  #destroyed = false;

  constructor(route: Http2Route, settings: Http2OriginSettings) {
    this.#route = route;
    this.#authority = new URL(route.origin).host;
    this.#settings = settings;
  }

  /** Requests that wait or are under way. */
  get pending(): number {
    return this.#pending;
  }

  add(exchange: Http2Exchange): void {
    this.#pending += 1;
    exchange.waitsIn = this;
    // Mostly there is room and nobody before it, and the queue is spared.
    const session = this.#again.size + this.#waiting.size === 0 ? this.#sessionWithRoom() : null;
    if (session !== null && this.#sendOn(session, exchange)) return;
    this.#waiting.add(exchange);
    this.#pump();
  }

  /** Sessions that were open before that time take no more requests. */
  renew(openedBeforeMs: number): void {
    for (const session of [...this.#usable]) if (session.openedAtMs < openedBeforeMs) session.retire();
    this.#pump();
  }

  /** Ends every session and every request as `closed`. */
  destroy(): void {
    this.#destroyed = true;
    this.#abandonConnect?.();
    this.#abandonConnect = null;
    this.#failWaiting('closed');
    for (const session of [...this.#usable, ...this.#draining]) session.giveUp('closed');
  }

  onStreamOver(exchange: Http2Exchange, loss: StreamLoss | null, session: Http2Session): void {
    if (loss === null) this.#fruitless = 0;
    if (loss !== null && !loss.requestWritten && !this.#destroyed && mayGoAgain(exchange, session)) {
      exchange.detach();
      this.#again.add(exchange);
    } else {
      exchange.finish(loss?.reason ?? 'bad_answer', loss?.requestWritten ?? true);
      this.#pending -= 1;
    }
    this.#pump();
  }

  onExpired(exchange: Http2Exchange): void {
    this.#forget(exchange);
  }

  onRoom(): void {
    this.#pump();
  }

  onDraining(session: Http2Session): void {
    this.#usable.delete(session);
    this.#draining.add(session);
  }

  onGone(session: Http2Session): void {
    this.#draining.delete(session);
    if (!session.hasAnswered) this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_SESSIONS_MAX && this.#usable.size === 0) {
      this.#fruitless = 0;
      this.#failWaiting('connection_reset');
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#again.size + this.#waiting.size > 0) {
      const session = this.#sessionWithRoom();
      if (session === null) {
        this.#connect();
        return;
      }
      const queue = this.#again.size > 0 ? this.#again : this.#waiting;
      const [exchange] = queue;
      if (exchange !== undefined && this.#sendOn(session, exchange)) queue.delete(exchange);
    }
  }

  /** @returns false if the session turned out to be over, so that the request still has to wait */
  #sendOn(session: Http2Session, exchange: Http2Exchange): boolean {
    try {
      return session.send(exchange, this.#headersOf(exchange));
    } catch (error) {
      // Headers that HTTP/2 does not allow. Callers rely on an outcome, whatever a message holds.
      this.#pending -= 1;
      exchange.finish(failureReasonOf(error), false);
      return true;
    }
  }

  #sessionWithRoom(): Http2Session | null {
    for (const session of this.#usable) if (session.hasRoom) return session;
    return null;
  }

  #headersOf({ request }: Http2Exchange): OutgoingHttpHeaders {
    return {
      ':method': 'POST',
      ':scheme': 'https',
      ':authority': this.#authority,
      ':path': request.path,
      ...request.headers,
    };
  }

  /** Opens one session at a time, if there may be one more. */
  #connect(): void {
    if (this.#abandonConnect !== null || this.#usable.size >= this.#settings.sessionsPerOrigin) return;
    if (this.#usable.size > 0 && performance.now() < this.#connectNotBeforeMs) return;
    const timeoutMs = this.#settings.connectTimeoutMs;
    this.#abandonConnect = openHttp2({ ...this.#route, timeoutMs }, (error, opened) => {
      this.#abandonConnect = null;
      if (opened === null) return this.#onConnectFailed(failureReasonOf(error));
      this.#usable.add(new Http2Session(opened, this.#settings, this));
      this.#pump();
    });
  }

  /** Without any session nothing else can send what waits; with one, it waits for that, and a further one is put off. */
  #onConnectFailed(reason: FailureReason): void {
    if (this.#usable.size === 0) this.#failWaiting(reason);
    else this.#connectNotBeforeMs = performance.now() + this.#settings.connectTimeoutMs;
  }

  #failWaiting(reason: FailureReason): void {
    const waiting = [...this.#again, ...this.#waiting];
    for (const exchange of waiting) this.#forget(exchange);
    for (const exchange of waiting) exchange.finish(reason, false);
  }

  #forget(exchange: Http2Exchange): void {
    if (this.#again.delete(exchange) || this.#waiting.delete(exchange)) this.#pending -= 1;
  }
}

/** Once at all; and again from sessions that end but have answered something, so that every turn brings some through. */
function mayGoAgain(exchange: Http2Exchange, session: Http2Session): boolean {
  if (exchange.isSettled) return false;
  return exchange.attempts < 2 || (session.isDraining && session.hasAnswered);
}
