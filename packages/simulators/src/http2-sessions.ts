import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';

export type Http2SessionOptions = {
  /** Streams at once that a new session may have. */
  initialStreams: number;
  /** What it may have after {@link Http2Sessions.raiseLimit}. */
  maxStreams: number;
  /** After so many streams a session is told to go away; null keeps it. */
  goAwayAfterStreams: number | null;
};

export type Http2Report = {
  /** Sessions that are open, those that ever were, and the most that were open at once. */
  open: number;
  opened: number;
  peakOpen: number;
  streams: number;
  /** PING frames of clients; each is answered. */
  pings: number;
  goAways: number;
};

type SessionState = {
  streams: number;
  isRaised: boolean;
  /** Streams above it are left alone. */
  lastId: number | null;
};

/** What a service that speaks HTTP/2 alone does with its sessions: limits, PING, GOAWAY. */
export class Http2Sessions {
  readonly #options: Http2SessionOptions;
  readonly #sessions = new Map<ServerHttp2Session, SessionState>();
  #goAwayAfterStreams: number | null;
  #opened = 0;
  #peakOpen = 0;
  #streams = 0;
  #pings = 0;
  #goAways = 0;

  constructor(options: Http2SessionOptions) {
    this.#options = options;
    this.#goAwayAfterStreams = options.goAwayAfterStreams;
  }

  get initialStreams(): number {
    return this.#options.initialStreams;
  }

  add(session: ServerHttp2Session): void {
    this.#sessions.set(session, { streams: 0, isRaised: false, lastId: null });
    this.#opened += 1;
    this.#peakOpen = Math.max(this.#peakOpen, this.#sessions.size);
    session.on('ping', () => {
      this.#pings += 1;
    });
    session.once('close', () => this.#sessions.delete(session));
  }

  /**
   * Whether the stream is to be answered. One above the last id of a GOAWAY is not: its client knows that it was not
   * processed, and sends it again elsewhere.
   */
  admit(stream: ServerHttp2Stream): boolean {
    const { session, id } = stream;
    const state = session === undefined ? undefined : this.#sessions.get(session as ServerHttp2Session);
    if (session === undefined || state === undefined || id === undefined) return true;
    if (state.lastId !== null && id > state.lastId) return false;
    state.streams += 1;
    this.#streams += 1;
    if (
      this.#goAwayAfterStreams !== null &&
      state.streams >= this.#goAwayAfterStreams &&
      state.lastId === null
    )
      this.#goAway(session as ServerHttp2Session, state, id);
    return true;
  }

  /** Lets the stream's session have as many streams at once as the service ever allows. */
  raiseLimit({ session }: ServerHttp2Stream): void {
    const state = session === undefined ? undefined : this.#sessions.get(session as ServerHttp2Session);
    if (session === undefined || session.destroyed || state === undefined || state.isRaised) return;
    state.isRaised = true;
    session.settings({ maxConcurrentStreams: this.#options.maxStreams });
  }

  /** From now on sessions go away after so many streams, counted from each session's start; null keeps them. */
  setGoAwayAfterStreams(streams: number | null): void {
    this.#goAwayAfterStreams = streams;
  }

  /** Tells every session to go away now; what arrived before is still answered. Answers how many sessions there were. */
  goAwayAll(): number {
    const staying = [...this.#sessions].filter(([, state]) => state.lastId === null);
    for (const [session, state] of staying) this.#goAway(session, state, 0);
    return staying.length;
  }

  report(): Http2Report {
    return {
      open: this.#sessions.size,
      opened: this.#opened,
      peakOpen: this.#peakOpen,
      streams: this.#streams,
      pings: this.#pings,
      goAways: this.#goAways,
    };
  }

  /** `lastId` 0 stands for the last stream that arrived. */
  #goAway(session: ServerHttp2Session, state: SessionState, lastId: number): void {
    this.#goAways += 1;
    state.lastId = lastId === 0 ? Number.POSITIVE_INFINITY : lastId;
    // APNs says in JSON why it closes a connection.
    session.goaway(constants.NGHTTP2_NO_ERROR, lastId, Buffer.from('{"reason":"Shutdown"}'));
    session.close();
  }
}
