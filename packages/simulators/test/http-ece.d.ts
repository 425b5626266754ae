/** The parts of the http_ece package, which has no types of its own, that the tests use. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  type EncryptParameters = {
    version: 'aes128gcm';
    privateKey: ECDH;
    /** The receiver's public key, base64url. */
    dh: string;
    authSecret: string;
    /** The record size. */
    rs?: number;
    /** Bytes of padding. */
    pad?: number;
  };

  const ece: { encrypt(plaintext: Buffer, parameters: EncryptParameters): Buffer };
  export default ece;
}
