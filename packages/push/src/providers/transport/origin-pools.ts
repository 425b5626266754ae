import type { LookupFunction } from 'node:net';
import { Pool } from 'undici';

export interface OriginPoolSettings {
  /** Sockets held open to one origin. */
  readonly connectionsPerOrigin: number;
  /** Origins with open sockets; beyond it the one idle for longest makes room. */
  readonly maxOrigins: number;
  /** Time for name, TCP and TLS together, milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long a socket without work stays open, unless the server says that it closes earlier. */
  readonly idleTimeoutMs: number;
  /** Every socket resolves its name by this, except to test origins. */
  readonly lookup: LookupFunction;
  readonly testOrigins: readonly string[];
  /** The only certificate authority, PEM, that test origins are trusted by; null leaves them to the usual ones. */
  readonly testCaPem: string | null;
}

/** Sockets to one origin, and how many requests undici holds for it. */
export interface OriginPool {
  readonly pool: Pool;
  pending: number;
}

/** The server's header block may be this long before the answer counts as broken. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1024;

/** Persistent connections, a bounded number to each of a bounded number of origins. */
export class OriginPools {
  readonly #settings: OriginPoolSettings;
  readonly #testOrigins: ReadonlySet<string>;
  /** In order of use: the first was used longest ago. */
  readonly #pools = new Map<string, OriginPool>();

  constructor(settings: OriginPoolSettings) {
    this.#settings = settings;
    this.#testOrigins = new Set(settings.testOrigins);
  }

  /** The pool of an origin, opened if need be; null while every origin that could make room has requests under way. */
  acquire(origin: string): OriginPool | null {
    const existing = this.#pools.get(origin);
    if (existing !== undefined) {
      this.#pools.delete(origin);
      this.#pools.set(origin, existing);
      return existing;
    }
    if (this.#pools.size >= this.#settings.maxOrigins && !this.#evictIdle()) return null;
    const opened: OriginPool = { pool: this.#open(origin), pending: 0 };
    this.#pools.set(origin, opened);
    return opened;
  }

  /** Cuts every connection; requests under way end with an error. */
  async destroy(): Promise<void> {
    const open = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(open.map(({ pool }) => pool.destroy()));
  }

  #evictIdle(): boolean {
    for (const [origin, { pool, pending }] of this.#pools) {
      if (pending > 0) continue;
      this.#pools.delete(origin);
      // Nothing is under way in it, so closing has nothing to wait for and nothing to report.
      pool.destroy().catch(() => undefined);
      return true;
    }
    return false;
  }

  #open(origin: string): Pool {
    const { connectionsPerOrigin, connectTimeoutMs, idleTimeoutMs, lookup, testCaPem } = this.#settings;
    const isTest = this.#testOrigins.has(origin);
    const trust = isTest && testCaPem !== null ? { ca: testCaPem } : {};
    return new Pool(origin, {
      connections: connectionsPerOrigin,
      pipelining: 1,
      // HTTP/1.1 over several sockets measured faster here than undici's HTTP/2 over one (see packages/bench).
      allowH2: false,
      keepAliveTimeout: idleTimeoutMs,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      // Each exchange has one deadline over everything; undici's own timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: connectTimeoutMs,
        // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off.
        rejectUnauthorized: true,
        ...trust,
        ...(isTest ? {} : { lookup }),
      },
    });
  }
}
