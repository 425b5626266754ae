import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLI = new URL('../src/cli.ts', import.meta.url).pathname;
const READY = 'Stop with Ctrl-C.';

let directory: string;
let settings: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'carillon-cli-'));
  // With a space, as people's folders have.
  settings = path.join(directory, 'the settings');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function start(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  });
}

const startAnywhere = () => start('--base-port', '0', '--directory', settings);

/** Collects the output until everything is printed; throws with what came if the process ends before. */
async function printed(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    if (output.includes(READY)) return output;
  }
  throw new Error(`The process ended after: ${output}`);
}

function errorsOf({ stderr }: ChildProcess): Promise<string> {
  return stderr === null ? Promise.resolve('') : text(stderr);
}

/** The settings file as a shell reads it. */
async function environmentBy(file: string): Promise<Record<string, string>> {
  const shell = spawn('sh', ['-c', 'set -a; . "$1"; env -0', 'sh', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const entries = (await text(shell.stdout)).split('\0').filter((entry) => entry.includes('='));
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

describe('npm run simulators', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints how to use them, and %s ends it with exit code 0 and no file left',
    async (signal) => {
      await using child = startAnywhere();
      const output = await printed(child);
      expect(output).toContain(`set -a; . '${settings}/carillon.env'; set +a; npm start`);
      expect(output).toMatch(/dom\.push\.serverURL = ws:\/\/127\.0\.0\.1:\d+\//);
      const controls = [...output.matchAll(/^ {2}(?:web push|APNs|FCM|Expo) +(http:\S+)$/gm)];
      expect(controls).toHaveLength(4);
      for (const [, url] of controls) expect((await fetch(`${url}/hits`)).status).toBe(200);

      const exited = once(child, 'exit');
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(await readdir(settings)).toEqual([]);
    },
  );

  it('writes settings that a shell reads, and keys that nobody else can', async () => {
    await using child = startAnywhere();
    const output = await printed(child);
    for (const name of await readdir(settings))
      expect((await stat(path.join(settings, name))).mode & 0o777).toBe(0o600);
    const environment = await environmentBy(path.join(settings, 'carillon.env'));
    expect(environment).toMatchObject({
      APNS_KEY: path.join(settings, 'apns-key.p8'),
      FCM_SERVICE_ACCOUNT: path.join(settings, 'service-account.json'),
      NODE_EXTRA_CA_CERTS: path.join(settings, 'ca.pem'),
      EXPO_ENABLED: 'true',
      EXPO_ACCESS_TOKEN: expect.any(String),
    });
    for (const name of ['APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC']) expect(environment[name]).toBeTruthy();
    const origins = [
      'WEBPUSH_TEST_ORIGINS',
      'APNS_PRODUCTION_URL',
      'APNS_DEVELOPMENT_URL',
      'FCM_BASE_URL',
      'EXPO_BASE_URL',
    ];
    for (const name of origins) {
      expect(environment[name]).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      expect(output).toContain(`${name}=${environment[name]}`);
    }
    expect(await readFile(environment.APNS_KEY ?? '', 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(JSON.parse(await readFile(environment.FCM_SERVICE_ACCOUNT ?? '', 'utf8'))).toMatchObject({
      type: 'service_account',
      token_uri: `${environment.FCM_BASE_URL}/token`,
    });
  });

  it('one authority vouches for all of them', async () => {
    await using child = startAnywhere();
    await printed(child);
    const environment = await environmentBy(path.join(settings, 'carillon.env'));
    const program = `for (const name of ['WEBPUSH_TEST_ORIGINS', 'FCM_BASE_URL', 'EXPO_BASE_URL'])
      process.stdout.write(String((await fetch(process.env[name] + '/nothing')).status) + ' ');`;
    const client = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(client.stdout)).toBe('404 404 404 ');
  });

  it('a message to the token that it shows can be looked at as it says', async () => {
    await using child = startAnywhere();
    const output = await printed(child);
    const token = /ExponentPushToken\[[\w-]+\]/.exec(output)?.[0] ?? '';
    const messagesUrl = /^ {2}curl (http:\S+\/messages)$/m.exec(output)?.[1] ?? '';
    expect(decodeURIComponent(messagesUrl)).toContain(token);
    expect(await (await fetch(messagesUrl)).json()).toEqual({ messages: [] });
    const [, scriptUrl, script] = /curl -X PUT (http:\S+) .*\\\n.*-d '(.+)'/.exec(output) ?? [];
    const answer = await fetch(scriptUrl ?? '', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: script ?? '',
    });
    expect(answer.status).toBe(204);
  });

  it('ends when whoever started it is gone', async () => {
    await using child = startAnywhere();
    await printed(child);
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
    expect(existsSync(path.join(settings, 'ca.pem'))).toBe(false);
  });

  it('a port in use is one clear message and exit code 1, and the files of those that have it stay', async () => {
    await using first = startAnywhere();
    await printed(first);
    const before = await readFile(path.join(settings, 'ca.pem'), 'utf8');
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    await using child = start('--base-port', String(port), '--directory', settings);
    const [errors, [code]] = await Promise.all([errorsOf(child), once(child, 'exit')]);
    occupant.close();
    expect(code).toBe(1);
    expect(errors).toContain('The simulators did not start: listen EADDRINUSE');
    expect(errors).not.toContain('    at ');
    expect(await readFile(path.join(settings, 'ca.pem'), 'utf8')).toBe(before);
  });

  it.each([
    ['an unknown option', ['--verbose']],
    ['a port that is none', ['--base-port', '70000']],
    ['a port without room for the others', ['--base-port', '65530']],
  ])('%s shows the usage and exits with 2', async (_, args) => {
    await using child = start(...args);
    const [errors, [code]] = await Promise.all([errorsOf(child), once(child, 'exit')]);
    expect(code).toBe(2);
    expect(errors).toContain('Usage:');
  });
});
