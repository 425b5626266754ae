import { createECDH, randomFillSync } from 'node:crypto';

const SALT_BYTES = 16;
const SALTS_AT_ONCE = 256;

/** A P-256 key pair for one message (RFC 8291 section 3.1), not used again after it. */
export interface SenderKeys {
  /** The public key: an uncompressed point, 65 bytes. */
  readonly point: Buffer;
  /** The x-coordinate of what both sides share. @throws {Error} if the other point is not on the curve */
  agree(receiverPoint: Buffer): Buffer;
}

/** Where a message's salt and key pair come from; tests give those of a known example. */
export interface Entropy {
  salt(): Buffer;
  /** Good until the next call. */
  keyPair(): SenderKeys;
}

/** Fresh randomness for each message. What is costly to make, and holds nothing of a message, is made once. */
export function createSystemEntropy(): Entropy {
  const keys = createECDH('prime256v1');
  const salts = Buffer.alloc(SALT_BYTES * SALTS_AT_ONCE);
  let nextSaltAt = salts.length;
  return {
    salt() {
      if (nextSaltAt === salts.length) {
        randomFillSync(salts);
        nextSaltAt = 0;
      }
      nextSaltAt += SALT_BYTES;
      return Buffer.from(salts.subarray(nextSaltAt - SALT_BYTES, nextSaltAt));
    },
    keyPair: () => ({
      point: keys.generateKeys(),
      agree: (receiverPoint) => keys.computeSecret(receiverPoint),
    }),
  };
}
