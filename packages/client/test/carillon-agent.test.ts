import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages, startScriptedServer } from './scripted-server.ts';

const COMMAND = path.resolve(import.meta.dirname, '../src/command/main.ts');
const SECRET = 'b2'.repeat(32);
const DEVICE = '0199a4e2-8c5f-7d31-9b62-1f0c5d3e7a48';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'carillon-agent-'));
  writeFileSync(path.join(folder, 'secret'), `${SECRET}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the real command. `stdout` and `stderr` grow while it runs; `ended` is its exit code. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    written.stdout += text;
  });
  child.stderr.on('data', (text) => {
    written.stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, written, ended };
}

function identity(url: string): string[] {
  return ['--url', url, '--device', DEVICE, '--secret-file', path.join(folder, 'secret')];
}

describe('carillon-agent', () => {
  it('SEC-8: prints what waits as lines, acknowledges it, and ends with --once', async () => {
    await using server = await startScriptedServer({ polls: [messages(['First', 'Second']), messages([])] });
    const { written, ended } = start([...identity(server.url), '--once']);
    expect(await ended).toBe(0);
    expect(written.stdout).toMatch(/^\S+Z {2}First\n\S+Z {2}Second\n$/);
    expect(server.acks()).toMatchObject([{ status: 'processed' }, { status: 'processed' }]);
    expect(server.polls()[0]?.url).toContain('wait=0');
  });

  it('prints JSON, one message a line', async () => {
    await using server = await startScriptedServer({ polls: [messages(['First']), messages([])] });
    const { written, ended } = start([...identity(server.url), '--once', '--json']);
    expect(await ended).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ title: 'First', deliveryId: 'First' });
  });

  it('SEC-9: a command’s exit code is the acknowledgement, and its standard error the reason', async () => {
    await using server = await startScriptedServer({ polls: [messages(['good', 'bad']), messages([])] });
    const command =
      'read -r line; echo "$line" | grep -q \'"title":"good"\' && echo did "$CARILLON_MESSAGE_TITLE" || { echo no use >&2; exit 7; }';
    const { written, ended } = start([...identity(server.url), '--once', '--exec', command]);
    expect(await ended).toBe(1);
    expect(written.stdout).toBe('did good\n');
    expect(server.acks()).toEqual([
      { delivery_id: 'good', status: 'processed' },
      { delivery_id: 'bad', status: 'failed', error: 'no use' },
    ]);
  });

  it('SEC-9: the reason is the last whole lines of standard error, 1024 characters at most', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a']), messages([])] });
    const { ended } = start([...identity(server.url), '--once', '--exec', 'seq 1 2000 >&2; exit 1']);
    expect(await ended).toBe(1);
    const [{ error }] = server.acks() as [{ error: string }];
    expect(error.length).toBeLessThanOrEqual(1024);
    expect(error).toMatch(/^(?:\d{4}\n)+2000$/);
  });

  it('SEC-1: neither its command nor anything it writes gets to know the secret', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a']), messages([])] });
    const args = ['--url', server.url, '--device', DEVICE, '--once', '--exec', 'env'];
    const { written, ended } = start(args, { CARILLON_SECRET: SECRET });
    expect(await ended).toBe(0);
    expect(written.stdout).toContain('CARILLON_DELIVERY_ID=a');
    expect(written.stdout + written.stderr).not.toContain(SECRET);
    expect(JSON.stringify(server.calls)).not.toContain(SECRET);
  });

  it('ends a command that takes too long, with all that it started', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a']), messages([])] });
    const args = [...identity(server.url), '--once', '--timeout', '1', '--exec', 'sleep 600 | cat'];
    const { ended } = start(args);
    expect(await ended).toBe(1);
    expect(server.acks()).toEqual([{ delivery_id: 'a', status: 'failed', error: 'Ended after 1 s' }]);
  });

  it('SIGTERM lets the command that runs finish, acknowledges it, and ends with 0', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a', 'b'])] });
    const command = 'echo started; while [ ! -e "$CARILLON_GO" ]; do sleep 0.05; done; echo finished';
    const go = path.join(folder, 'go');
    const { child, written, ended } = start([...identity(server.url), '--exec', command], {
      CARILLON_GO: go,
    });
    await expect.poll(() => written.stdout).toContain('started');
    child.kill('SIGTERM');
    writeFileSync(go, '');
    expect(await ended).toBe(0);
    expect(written.stdout).toBe('started\nfinished\n');
    expect(server.acks()).toEqual([{ delivery_id: 'a', status: 'processed' }]);
  });

  it('ends with 3 when the server does not accept it, and with 2 when it was called wrongly', async () => {
    await using server = await startScriptedServer({ polls: [{ status: 401 }] });
    const refused = start(identity(server.url));
    const wrong = start(['--url', server.url]);
    expect([await refused.ended, await wrong.ended]).toEqual([3, 2]);
    expect(refused.written.stderr).toContain('does not accept');
    expect(wrong.written.stderr).toContain('--help');
  });
});
