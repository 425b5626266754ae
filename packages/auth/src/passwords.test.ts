import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords({ concurrency: 2, maxWaiting: 100 });

describe('hashes', () => {
  it('AUTH-1: are argon2id with the OWASP parameters, salted', async () => {
    const [first, second] = await Promise.all([
      passwords.hash('same password'),
      passwords.hash('same password'),
    ]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(second).not.toBe(first);
  });

  it('AUTH-1: verify the right password and no other', async () => {
    const stored = await passwords.hash('correct horse battery');
    expect(await passwords.verify(stored, 'correct horse battery')).toBe(true);
    expect(await passwords.verify(stored, 'correct horse batterz')).toBe(false);
    expect(await passwords.verify(stored, '')).toBe(false);
  });

  it('AUTH-1: a password matches however its characters were composed', async () => {
    const stored = await passwords.hash('pässwörter sind länger'.normalize('NFD'));
    expect(await passwords.verify(stored, 'pässwörter sind länger'.normalize('NFC'))).toBe(true);
  });

  it('AUTH-1: are verified by their own parameters, and renewed when those are not of today', async () => {
    const older = await hash('correct horse battery', { memoryCost: 8192, timeCost: 3 });
    expect(await passwords.verify(older, 'correct horse battery')).toBe(true);
    expect(passwords.needsRehash(older)).toBe(true);
    expect(passwords.needsRehash(await passwords.hash('correct horse battery'))).toBe(false);
  });
});

describe('without a hash', () => {
  it('T-8: a verification is computed all the same and answers false', async () => {
    expect(await passwords.verify(null, 'anything')).toBe(false);
  });

  it('T-8: takes a place at the gate like any other, so that unknown users cost what known ones do', async () => {
    const narrow = createPasswords({ concurrency: 1, maxWaiting: 0 });
    const pending = narrow.verify(null, 'anything');
    await expect(narrow.verify(null, 'anything')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(pending).resolves.toBe(false);
  });
});
