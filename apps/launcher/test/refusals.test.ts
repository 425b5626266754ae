import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { testServerUrl } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function start(env: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

describe('a start that cannot work', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'carillon-refusals-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('names the ports that are in use and the settings that change them, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const result = await start({ DATA_DIR: dataDir, API_PORT: String(port), WEB_PORT: String(port) });
    taken.close();
    expect(result).toEqual({
      code: 1,
      stderr: [
        `Port ${port} is in use. Stop what uses it, or set API_PORT to another port.`,
        `Port ${port} is in use. Stop what uses it, or set WEB_PORT to another port.`,
        '',
      ].join('\n'),
    });
  });

  it('says that the database does not let the user in, without the password, and exits with 1', async () => {
    const url = new URL(testServerUrl());
    url.password = 'wrong-password';
    const result = await start({
      DATA_DIR: dataDir,
      DATABASE_URL: url.href,
      API_PORT: '45871',
      WEB_PORT: '45872',
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/does not let the user \S+ in/);
    expect(result.stderr).not.toContain('wrong-password');
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says that nothing answers at DATABASE_URL, and exits with 1', async () => {
    const url = 'postgresql://someone:secret@127.0.0.1:1/nowhere';
    const result = await start({
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      API_PORT: '45871',
      WEB_PORT: '45872',
    });
    expect(result).toEqual({
      code: 1,
      stderr:
        'The database nowhere at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check DATABASE_URL, and that the server runs.\n',
    });
  });

  it('lists everything that a production start lacks, and exits with 1', async () => {
    const result = await start({ NODE_ENV: 'production', DATA_DIR: dataDir });
    expect(result.code).toBe(1);
    for (const name of [
      'DATABASE_URL',
      'TOKEN_ENCRYPTION_KEYS',
      'AGENT_SIGNING_KEYS',
      'FINGERPRINT_KEY',
      'AUTH_SECRET',
    ]) {
      expect(result.stderr).toContain(`${name}: is required`);
    }
  });
});
