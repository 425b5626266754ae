import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets } from './secrets.ts';

describe('generated secrets', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'carillon-secrets-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are made once, kept with mode 0600, and the same at the next start', () => {
    const first = loadSecrets(dataDir, {});
    expect(loadSecrets(dataDir, {})).toEqual(first);
    expect(statSync(path.join(dataDir, 'secrets.env')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(first.TOKEN_ENCRYPTION_KEYS.split(':')[1] ?? '', 'base64url')).toHaveLength(32);
    expect(new Set(Object.values(first)).size).toBe(4);
  });

  it('give way to those of the environment, which are not written to the file', () => {
    const given = 'given-by-the-environment-0123456789';
    expect(loadSecrets(dataDir, { AUTH_SECRET: given }).AUTH_SECRET).toBe(given);
    expect(readFileSync(path.join(dataDir, 'secrets.env'), 'utf8')).not.toContain(given);
  });
});
