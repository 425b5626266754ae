import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { APNS_DEFAULTS, apnsSettingsSchema, importApnsKey } from './settings.ts';

const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const ORIGINS = {
  production: 'https://api.push.apple.com',
  development: 'https://api.sandbox.push.apple.com',
};

const good = {
  ...APNS_DEFAULTS,
  key: pemOf('P-256'),
  keyId: 'ABC123DEFG',
  teamId: 'DEF123GHIJ',
  topic: 'com.example.app',
  origins: ORIGINS,
  dashboardUrl: 'http://127.0.0.1:3000',
  testCaPem: null,
};

describe('the settings of APNs', () => {
  it('DIS-10: there is a host for each environment, of which the origin counts', () => {
    const origins = { ...ORIGINS, production: 'https://127.0.0.1:8443/path' };
    expect(apnsSettingsSchema.parse({ ...good, origins }).origins).toEqual({
      production: 'https://127.0.0.1:8443',
      development: 'https://api.sandbox.push.apple.com',
    });
  });

  it.each([
    ['a key that is none', { key: 'secret' }, 'key'],
    ['a key of another curve', { key: pemOf('P-384') }, 'key'],
    [
      'a public key',
      {
        key: generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString(),
      },
      'key',
    ],
    ['a key id with a blank', { keyId: 'ABC 123' }, 'keyId'],
    ['no team', { teamId: '' }, 'teamId'],
    ['a topic that is no bundle id', { topic: 'my app' }, 'topic'],
    [
      'a host without TLS',
      { origins: { ...ORIGINS, development: 'http://127.0.0.1' } },
      'origins.development',
    ],
  ])('%s is refused by name, and not repeated', (_, change, path) => {
    const result = apnsSettingsSchema.safeParse({ ...good, ...change });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(JSON.stringify(result.error?.issues)).not.toContain('secret');
  });

  it('a key is P-256, in PEM', () => {
    expect(importApnsKey(good.key)?.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(importApnsKey(pemOf('secp256k1'))).toBeNull();
  });
});
