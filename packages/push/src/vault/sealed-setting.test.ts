import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyRing } from './keyring.ts';
import { openSetting, sealSetting } from './sealed-setting.ts';

const keyRing = parseKeyRing(`k1:${randomBytes(32).toString('base64url')}`);

describe('sealed settings', () => {
  it('WEB-1: a secret setting opens under its own name with the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (name, secret) => {
        expect(openSetting(keyRing, name, sealSetting(keyRing, name, secret))).toEqual({
          status: 'ok',
          value: secret,
        });
      }),
    );
  });

  it('WEB-1: ciphertext copied to a setting of another name does not open', () => {
    const sealed = sealSetting(keyRing, 'vapid-private-key', 'secret');
    expect(openSetting(keyRing, 'other', sealed)).toEqual({
      status: 'undecryptable',
      reason: 'wrong_place',
    });
  });

  it('WEB-1: a private key whose encryption key is gone is reported as that, so that nothing replaces it', () => {
    const sealed = sealSetting(keyRing, 'vapid-private-key', 'secret');
    const without = parseKeyRing(`k2:${randomBytes(32).toString('base64url')}`);
    expect(openSetting(without, 'vapid-private-key', sealed)).toEqual({
      status: 'missing_key',
      keyId: 'k1',
    });
  });

  it('T-15: what is stored holds neither the secret nor its base64', () => {
    const stored = JSON.stringify(sealSetting(keyRing, 'vapid-private-key', 'canary-secret'));
    expect(stored).not.toContain('canary');
    expect(stored).not.toContain(Buffer.from('canary-secret').toString('base64url'));
  });
});
