import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC-SHA-256 (RFC 2104) for short keys and messages, out of one-shot digests over blocks that are kept. Node's own
 * `createHmac` and `hkdfSync` make an object, a key and a job for each call, which costs more than the hashing: the five
 * codes of a web push message took 16 µs, and take 10.
 *
 * Not to be shared: a call uses the blocks of the one before.
 */
export class HmacSha256 {
  readonly #inner: Buffer;
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  /** @param messageBytesMax the longest message that `digest` is given */
  constructor(messageBytesMax: number) {
    this.#inner = Buffer.alloc(BLOCK_BYTES + messageBytesMax);
  }

  /**
   * @param key at most 64 bytes; longer ones would have to be hashed first, and are refused
   * @param parts the message, in pieces
   * @returns 32 bytes
   * @throws {RangeError} if the key or the message is too long
   */
  digest(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
    this.#pad(key);
    let end = BLOCK_BYTES;
    for (const part of parts) {
      this.#inner.set(part, end);
      end += part.length;
    }
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'latin1'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'buffer');
  }

  #pad(key: Uint8Array): void {
    const { length } = key;
    if (length > BLOCK_BYTES) throw new RangeError(`A key of at most ${BLOCK_BYTES} bytes was expected`);
    for (let at = 0; at < length; at += 1) {
      const byte = key[at] ?? 0;
      this.#inner[at] = byte ^ INNER_PAD;
      this.#outer[at] = byte ^ OUTER_PAD;
    }
    this.#inner.fill(INNER_PAD, length, BLOCK_BYTES);
    this.#outer.fill(OUTER_PAD, length, BLOCK_BYTES);
  }
}
