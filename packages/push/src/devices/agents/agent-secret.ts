import { hkdfSync, randomBytes } from 'node:crypto';
import { AGENT_SIGNATURE } from '@carillon/contracts/agents';

const SECRET_BYTES = 32;
const SECRET = /^[0-9a-f]{64}$/;

/** SEC-1: 32 bytes of the system's CSPRNG, as 64 lower-case hex characters. */
export function generateAgentSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/**
 * The key that an agent signs with: HKDF-SHA256 (RFC 5869) of the secret's 32 bytes, without salt. Whoever has the secret
 * can derive it; whoever has the key cannot derive the secret, so that a key that leaks is no way to rotate or to use Basic.
 *
 * @throws {RangeError} for a text that is no secret: a programming error
 */
export function deriveSigningKey(secret: string): Buffer {
  if (!SECRET.test(secret)) throw new RangeError('Expected 64 lower-case hex characters');
  const { keyInfo, keyBytes } = AGENT_SIGNATURE;
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', keyInfo, keyBytes));
}
