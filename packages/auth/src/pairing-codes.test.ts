import { describe, expect, it } from 'vitest';
import { createPairingCodes } from './pairing-codes.ts';

const codes = createPairingCodes('a secret of at least 32 characters');

describe('pairing codes', () => {
  it('AUTH-4: are six digits, and small numbers have their zeros', () => {
    const made = Array.from({ length: 20_000 }, () => codes.newCode());
    for (const code of made) expect(code).toMatch(/^\d{6}$/);
    expect(made.some((code) => code.startsWith('00'))).toBe(true);
    expect(new Set(made).size).toBeGreaterThan(19_000);
  });

  it('AUTH-4, T-15: are stored under a key, without which all codes that there are could be tried out', () => {
    const other = createPairingCodes('another secret of 32 characters or so');
    expect(codes.hashCode('123456')).toEqual(codes.hashCode('123456'));
    expect(codes.hashCode('123456')).not.toEqual(codes.hashCode('123457'));
    expect(codes.hashCode('123456')).not.toEqual(other.hashCode('123456'));
    expect(codes.hashCode('123456')).toHaveLength(32);
  });

  it('AUTH-4: verifiers have 256 bits, each its own', () => {
    const made = Array.from({ length: 100 }, () => codes.newVerifier());
    for (const verifier of made) expect(Buffer.from(verifier, 'base64url')).toHaveLength(32);
    expect(new Set(made).size).toBe(100);
    expect(codes.hashVerifier('x')).toHaveLength(32);
  });
});
