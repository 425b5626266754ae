import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSigningKey, generateAgentSecret } from './agent-secret.ts';

describe('agents’ secrets', () => {
  it('SEC-1: 32 random bytes as 64 lower-case hex characters, another each time', () => {
    const secrets = new Set(Array.from({ length: 100 }, generateAgentSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it('SEC-2: the signing key is HKDF-SHA256 of the secret’s bytes, as docs/agents.md has it', () => {
    const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');
    expect(deriveSigningKey(secret).toString('hex')).toBe(
      'e089cae831d8b61a643436c6824fa54448beed44d328533d2a7eeb39c01e4840',
    );
  });

  it('SEC-2: of every secret it is what the two HMACs of RFC 5869 give', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const extracted = createHmac('sha256', Buffer.alloc(32)).update(bytes).digest();
        const expanded = createHmac('sha256', extracted)
          .update('carillon agent signing key v1\u0001')
          .digest();
        expect(deriveSigningKey(Buffer.from(bytes).toString('hex'))).toEqual(expanded);
      }),
    );
  });

  it.each(['', 'abc', 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64)])(
    'derives nothing from what is no secret: %j',
    (text) => {
      expect(() => deriveSigningKey(text)).toThrow(RangeError);
    },
  );
});
