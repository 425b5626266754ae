import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.ts';
import { defaultPublicUrl, productSettings, withRules } from './product-settings.ts';

const key = Buffer.alloc(32, 7).toString('base64url');
const { shape } = productSettings;

describe('the settings', () => {
  it('are read with their types and defaults', () => {
    const schema = productSettings.pick({
      API_PORT: true,
      HOST: true,
      REGISTRATION: true,
      TRUSTED_PROXIES: true,
    });
    expect(parseEnv(schema, { TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7, fd00::/8, ::1' })).toEqual({
      API_PORT: 4000,
      HOST: '127.0.0.1',
      REGISTRATION: 'open',
      TRUSTED_PROXIES: ['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1'],
    });
  });

  it('are refused together, each in words, without a value', () => {
    const start = () =>
      parseEnv(productSettings, {
        API_PORT: '70000',
        DATABASE_URL: 'mysql://canary',
        TOKEN_ENCRYPTION_KEYS: `k1:${key},k2:canary`,
        RATE_LIMIT_FACTOR: 'canary',
      });
    for (const name of [
      'API_PORT',
      'DATABASE_URL',
      'TOKEN_ENCRYPTION_KEYS',
      'RATE_LIMIT_FACTOR',
      'AUTH_SECRET',
    ]) {
      expect(start).toThrow(`${name}: `);
    }
    expect(start).toThrow('AUTH_SECRET: is required');
    expect(start).not.toThrow('canary');
  });

  it.each([
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/8/9',
    '1.2.3.4/0x8',
    'loopback',
    'proxy.internal',
    '10.0.0.1, ::1/129',
  ])('T-8: %s names no proxy that could be trusted', (TRUSTED_PROXIES) => {
    const schema = productSettings.pick({ TRUSTED_PROXIES: true });
    expect(() => parseEnv(schema, { TRUSTED_PROXIES })).toThrow(/TRUSTED_PROXIES.*: expected IP addresses/);
  });

  const oidc = { OIDC_ISSUER: 'https://id.example/realms/one/', OIDC_AUDIENCE: 'carillon' };
  const oidcSchema = withRules(productSettings.pick({ OIDC_ISSUER: true, OIDC_AUDIENCE: true }), true);

  it('AUTH-3: the issuer is taken letter by letter, with its audience or not at all', () => {
    expect(parseEnv(oidcSchema, oidc)).toEqual(oidc);
    expect(parseEnv(oidcSchema, {})).toEqual({});
    for (const [name, value] of Object.entries(oidc)) {
      expect(() => parseEnv(oidcSchema, { [name]: value })).toThrow(
        /OIDC_AUDIENCE: expected with OIDC_ISSUER/,
      );
    }
  });

  it('AUTH-3: an issuer is reached by https, or is on this machine', () => {
    const start = (OIDC_ISSUER: string) => () => parseEnv(oidcSchema, { ...oidc, OIDC_ISSUER });
    expect(start('http://id.example')).toThrow(/OIDC_ISSUER: expected an https address/);
    expect(start('id.example')).toThrow(/OIDC_ISSUER/);
    expect(start('http://localhost:3001')()).toEqual({ ...oidc, OIDC_ISSUER: 'http://localhost:3001' });
  });

  const apns = {
    APNS_KEY: 'a key',
    APNS_KEY_ID: 'ABC123DEFG',
    APNS_TEAM_ID: 'DEF123GHIJ',
    APNS_TOPIC: 'com.example.app',
  };
  const apnsSchema = withRules(
    productSettings.pick({ APNS_KEY: true, APNS_KEY_ID: true, APNS_TEAM_ID: true, APNS_TOPIC: true }),
    false,
  );

  it('DIS-10: the hosts of APNs are Apple’s own unless others are named', () => {
    const hosts = productSettings.pick({ APNS_PRODUCTION_URL: true, APNS_DEVELOPMENT_URL: true });
    expect(parseEnv(hosts, {})).toEqual({
      APNS_PRODUCTION_URL: 'https://api.push.apple.com',
      APNS_DEVELOPMENT_URL: 'https://api.sandbox.push.apple.com',
    });
    expect(parseEnv(hosts, { APNS_DEVELOPMENT_URL: 'https://127.0.0.1:4111/' })).toMatchObject({
      APNS_DEVELOPMENT_URL: 'https://127.0.0.1:4111',
    });
    expect(() => parseEnv(hosts, { APNS_PRODUCTION_URL: 'http://127.0.0.1' })).toThrow(
      'Expected an https address',
    );
  });

  it('DIS-7: the credentials of APNs are all there, or none of them', () => {
    expect(parseEnv(apnsSchema, apns)).toEqual(apns);
    expect(parseEnv(apnsSchema, {})).toEqual({});
  });

  it.each(Object.keys(apns))('DIS-7: of the credentials of APNs, %s alone missing is told', (missing) => {
    const start = () => parseEnv(apnsSchema, { ...apns, [missing]: undefined });
    expect(start).toThrow(`${missing}: expected with the others of APNS_KEY, `);
    for (const given of Object.keys(apns)) if (given !== missing) expect(start).not.toThrow(`\n  ${given}:`);
  });

  it('DIS-7: one of them that is wrong is told for what it is, and not as missing', () => {
    const start = () => parseEnv(apnsSchema, { ...apns, APNS_TOPIC: 'my canary' });
    expect(start).toThrow('APNS_TOPIC: Expected a bundle id');
    expect(start).not.toThrow(/canary|expected with/);
  });

  it('take several encryption keys', () => {
    expect(shape.TOKEN_ENCRYPTION_KEYS.safeParse(`k2:${key}, k1:${key}=`).success).toBe(true);
    expect(shape.TOKEN_ENCRYPTION_KEYS.safeParse(key).success).toBe(false);
  });

  it('WEB-7: test origins and contacts at localhost are refused in production, with whatever else is wrong', () => {
    const schema = productSettings.pick({ API_PORT: true, WEBPUSH_TEST_ORIGINS: true, VAPID_SUBJECT: true });
    const env = { WEBPUSH_TEST_ORIGINS: 'https://127.0.0.1:8443', VAPID_SUBJECT: 'mailto:ops@localhost' };
    expect(parseEnv(withRules(schema, false), env).WEBPUSH_TEST_ORIGINS).toHaveLength(1);
    const start = () => parseEnv(withRules(schema, true), { ...env, API_PORT: 'x' });
    for (const name of ['API_PORT', 'WEBPUSH_TEST_ORIGINS', 'VAPID_SUBJECT'])
      expect(start).toThrow(`${name}: `);
    expect(parseEnv(withRules(schema, true), { VAPID_SUBJECT: 'https://example.com' }).API_PORT).toBe(4000);
  });

  it('WEB-1: half a VAPID pair is refused rather than replaced by a pair that is made', () => {
    const schema = withRules(
      productSettings.pick({ VAPID_PUBLIC_KEY: true, VAPID_PRIVATE_KEY: true }),
      false,
    );
    expect(() => parseEnv(schema, { VAPID_PUBLIC_KEY: 'canary' })).toThrow('VAPID_PRIVATE_KEY: ');
    expect(() => parseEnv(schema, { VAPID_PRIVATE_KEY: 'canary' })).not.toThrow('canary');
    expect(parseEnv(schema, {})).toEqual({});
  });

  it('each have words for the documentation', () => {
    for (const [name, setting] of Object.entries(shape))
      expect(`${name}: ${setting.description ?? ''}`).toMatch(/: .+/);
  });

  it('an address to listen on is not always one to reach', () => {
    expect(defaultPublicUrl('0.0.0.0', 4000)).toBe('http://127.0.0.1:4000');
    expect(defaultPublicUrl('::1', 4000)).toBe('http://[::1]:4000');
  });
});
