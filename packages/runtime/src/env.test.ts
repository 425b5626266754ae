import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnvError, parseEnv } from './env.ts';

const schema = z
  .object({
    API_PORT: z.coerce.number({ error: 'expected a port number' }).int().min(1).max(65_535).default(4000),
    DATABASE_URL: z.string().startsWith('postgres', { error: 'expected a postgres:// address' }),
    AUTH_SECRET: z.string().min(32, { error: 'expected at least 32 characters' }),
  })
  .refine((env) => env.API_PORT !== 3000, { error: 'API_PORT and WEB_PORT must differ' });

function problemsOf(env: Record<string, string | undefined>) {
  try {
    parseEnv(schema, env);
  } catch (error) {
    if (error instanceof EnvError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

const good = { DATABASE_URL: 'postgres://localhost/x', AUTH_SECRET: 'a'.repeat(32) };

describe('parseEnv', () => {
  it('answers typed settings with defaults', () => {
    expect(parseEnv(schema, { ...good, API_PORT: '8080' }).API_PORT).toBe(8080);
    expect(parseEnv(schema, good).API_PORT).toBe(4000);
  });

  it('takes an empty or blank variable as absent', () => {
    expect(parseEnv(schema, { ...good, API_PORT: ' ' }).API_PORT).toBe(4000);
    expect(problemsOf({ ...good, DATABASE_URL: '' }).message).toContain('DATABASE_URL: is required');
  });

  it('names every bad variable together, in words', () => {
    const error = problemsOf({ API_PORT: 'abc', AUTH_SECRET: 'short' });
    expect(error.problems).toEqual([
      { variable: 'API_PORT', message: 'expected a port number' },
      { variable: 'DATABASE_URL', message: 'is required' },
      { variable: 'AUTH_SECRET', message: 'expected at least 32 characters' },
    ]);
    expect(error.message.split('\n')).toHaveLength(4);
  });

  it('T-6: never repeats a value, which may be a secret', () => {
    const error = problemsOf({
      DATABASE_URL: 'mysql://canary-host',
      AUTH_SECRET: 'canary-secret',
      API_PORT: 'canary',
    });
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('canary');
  });

  it('tells of a rule about several variables without naming one', () => {
    expect(problemsOf({ ...good, API_PORT: '3000' }).problems).toEqual([
      { variable: '', message: 'API_PORT and WEB_PORT must differ' },
    ]);
  });
});
