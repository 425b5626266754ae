import { EnvError } from '@carillon/runtime/env';
import { describe, expect, it } from 'vitest';
import { readLauncherSettings } from './settings.ts';

function problemsOf(env: Record<string, string>): string {
  try {
    readLauncherSettings(env, '/srv/carillon');
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return '';
}

describe('settings of the launcher', () => {
  it('need nothing on a developer’s machine', () => {
    const settings = readLauncherSettings({}, '/srv/carillon');
    expect(settings).toMatchObject({
      API_PORT: 4000,
      WEB_PORT: 3000,
      PUBLIC_WEB_URL: 'http://127.0.0.1:3000',
      DATA_DIR: '/srv/carillon/.data',
      WORKERS: 1,
      production: false,
    });
  });

  it('name every missing secret and every bad value of a production start together', () => {
    const problems = problemsOf({ NODE_ENV: 'production', AUTH_SECRET: 'x'.repeat(32), API_PORT: 'eighty' });
    for (const name of [
      'DATABASE_URL',
      'TOKEN_ENCRYPTION_KEYS',
      'AGENT_SIGNING_KEYS',
      'FINGERPRINT_KEY',
      'API_PORT',
    ]) {
      expect(problems).toContain(name);
    }
    expect(problems).not.toContain('AUTH_SECRET');
  });

  it('never repeat a value, since it may hold a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toMatch(/DATABASE_URL/);
    expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toContain('hunter2');
  });
});
