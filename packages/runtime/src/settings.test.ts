import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.ts';
import { describeSettings, pickSettings, publicUrls, type SettingName } from './settings.ts';

const key = Buffer.alloc(32, 7).toString('base64url');

function read(names: readonly SettingName[], env: Record<string, string>) {
  return parseEnv(pickSettings(describeSettings(env.NODE_ENV === 'production'), names), env);
}

describe('settings', () => {
  it('are read with their types and defaults', () => {
    expect(
      read(['API_PORT', 'HOST', 'REGISTRATION', 'MAX_DEVICES_PER_USER', 'WEBPUSH_TEST_ORIGINS'], {}),
    ).toEqual({
      API_PORT: 4000,
      HOST: '127.0.0.1',
      REGISTRATION: 'open',
      MAX_DEVICES_PER_USER: 25,
      WEBPUSH_TEST_ORIGINS: [],
    });
  });

  it('are refused together, each in words, without a value', () => {
    const names = [
      'API_PORT',
      'DATABASE_URL',
      'TOKEN_ENCRYPTION_KEYS',
      'FINGERPRINT_KEY',
      'AUTH_SECRET',
    ] as const;
    const env = {
      API_PORT: '70000',
      DATABASE_URL: 'mysql://canary',
      TOKEN_ENCRYPTION_KEYS: `k1:${key},k2:canary`,
    };
    const start = () => read(names, env);
    for (const name of names) expect(start).toThrow(`${name}: `);
    expect(start).toThrow('AUTH_SECRET: is required');
    expect(start).not.toThrow('canary');
  });

  it('takes several encryption keys', () => {
    const text = `k2:${key}, k1:${key}=`;
    expect(read(['TOKEN_ENCRYPTION_KEYS'], { TOKEN_ENCRYPTION_KEYS: text })).toEqual({
      TOKEN_ENCRYPTION_KEYS: text,
    });
  });

  it('WEB-7: test origins are refused in production and must be exact elsewhere', () => {
    const origins = 'https://127.0.0.1:8443,https://localhost:9443';
    expect(read(['WEBPUSH_TEST_ORIGINS'], { WEBPUSH_TEST_ORIGINS: origins })).toEqual({
      WEBPUSH_TEST_ORIGINS: origins.split(','),
    });
    const inProduction = { NODE_ENV: 'production', WEBPUSH_TEST_ORIGINS: origins };
    expect(() => read(['WEBPUSH_TEST_ORIGINS'], inProduction)).toThrow('refused in production');
    expect(() => read(['WEBPUSH_TEST_ORIGINS'], { WEBPUSH_TEST_ORIGINS: 'https://a.example/x' })).toThrow(
      'exact',
    );
  });

  it.each([
    ['mailto:ops@example.com', true],
    ['https://example.com/contact', true],
    ['mailto:ops@localhost', false],
    ['https://localhost:3000', false],
    ['ops@example.com', false],
  ])('VAPID_SUBJECT in production: %s is accepted: %s', (subject, isAccepted) => {
    const start = () => read(['VAPID_SUBJECT'], { NODE_ENV: 'production', VAPID_SUBJECT: subject });
    if (isAccepted) expect(start).not.toThrow();
    else expect(start).toThrow('VAPID_SUBJECT');
  });

  it('public addresses come from the ports unless they are given, and lose their slash', () => {
    const names = ['API_PORT', 'WEB_PORT', 'PUBLIC_API_URL', 'PUBLIC_WEB_URL'] as const;
    const settings = pickSettings(describeSettings(false), names);
    const urls = publicUrls(
      parseEnv(settings, { PUBLIC_WEB_URL: 'https://bells.example/', API_PORT: '4100' }),
    );
    expect(urls).toEqual({ apiUrl: 'http://localhost:4100', webUrl: 'https://bells.example' });
    expect(() => parseEnv(settings, { PUBLIC_API_URL: 'https://bells.example/api' })).toThrow(
      'without a path',
    );
  });
});
