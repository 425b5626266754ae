import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTree, waitUntilGone } from '../src/process-tree.ts';
import { type Product, startProduct } from '../src/product.ts';

const PERSON = { email: 'ada@example.com', password: 'correct horse battery' };

function post(product: Product, address: string, body: unknown): Promise<Response> {
  return fetch(`${product.apiUrl}/api/v1${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('npm start', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'carillon-start-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('says ready with both addresses, and SIGTERM to npm ends every process, PostgreSQL too', async () => {
    const product = await startProduct({ env: {}, dataDir, command: ['npm', 'start'] });
    const lines = product.output().trim().split('\n');
    const ready = lines.find((line) => line.startsWith('ready'));
    expect(ready).toContain(product.webUrl);
    expect(ready).toContain(product.apiUrl);
    expect((await post(product, '/auth/register', PERSON)).status).toBe(201);

    const tree = listTree(product.pid);
    expect(tree.length).toBeGreaterThan(5);
    await product.stop();
    await waitUntilGone(tree, 10_000);
  });

  it('keeps the data of the start before, and ends with 0', async () => {
    const product = await startProduct({ env: {}, dataDir });
    expect((await post(product, '/auth/login', PERSON)).status).toBe(200);
    const tree = listTree(product.pid);
    expect(await product.stop()).toBe(0);
    await waitUntilGone(tree, 10_000);
  });

  it('leaves no process of ours when the launcher is killed outright, and the next start takes the database over', async () => {
    const killed = await startProduct({ env: {}, dataDir });
    const tree = listTree(killed.pid);
    const postgres = listTree(killed.databasePid());
    const ours = tree.filter((pid) => !postgres.includes(pid));
    process.kill(killed.pid, 'SIGKILL');
    await waitUntilGone(ours, 40_000);

    const product = await startProduct({ env: {}, dataDir });
    expect((await post(product, '/auth/login', PERSON)).status).toBe(200);
    expect(await product.stop()).toBe(0);
    await waitUntilGone(tree, 10_000);
  });
});
