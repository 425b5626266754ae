import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { registerDeviceInputSchema } from '@carillon/contracts/devices';
import type { ProviderName } from '@carillon/contracts/providers';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import type { TokenMaterial } from '@carillon/push/vault/sealed-token';
import { checkTokenShape } from '@carillon/push/vault/token-shape';
import { createPushDevices } from '@carillon/testing/push-devices';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

const CLI = new URL('../../../packages/simulators/src/cli.ts', import.meta.url).pathname;

let installation: Installation;
let directory: string;
let simulators: ReturnType<typeof startSimulators>;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'carillon-simulators-'));
  simulators = startSimulators(directory);
  installation = await createInstallation();
});
afterEach(async () => {
  await installation[Symbol.asyncDispose]();
  const exited = once(simulators, 'exit');
  simulators.kill('SIGTERM');
  await exited;
  await rm(directory, { recursive: true, force: true });
});

function startSimulators(settings: string) {
  const args = [CLI, '--base-port', '0', '--directory', settings];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function printed(): Promise<string> {
  let output = '';
  for await (const chunk of simulators.stdout) {
    output += String(chunk);
    if (output.includes('Stop with Ctrl-C.')) return output;
  }
  throw new Error(`The simulators ended after: ${output}`);
}

/** What a shell has after it read the file, as people are told to. */
async function environment(): Promise<Record<string, string>> {
  const script = 'set -a; . "$1"; env -0';
  const shell = spawn('sh', ['-c', script, 'sh', path.join(directory, 'carillon.env')], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const entries = (await text(shell.stdout)).split('\0').filter((entry) => entry.includes('='));
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** The token of a registration, as the API would take it. */
function materialOf(body: string): TokenMaterial {
  const members = Object.entries(JSON.parse(body)).map(([name, value]) => [
    name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  const { provider, pushToken: token } = registerDeviceInputSchema.parse(Object.fromEntries(members));
  if (provider === undefined || provider === 'webpush' || token === undefined) throw new TypeError(body);
  expect(checkTokenShape(provider, token, 'push_token')).toEqual({ ok: true });
  return { provider, token };
}

it('TOK-11, DIS-1, DIS-10: with the settings and tokens that `npm run simulators` prints, a message reaches every provider', async () => {
  const output = await printed();
  const { database, admin, tokenKeys, delivery } = installation;
  const materials = [...output.matchAll(/-d '(\{"device_id".*\})'$/gm)].map(([, body]) =>
    materialOf(body ?? ''),
  );
  const providers: ProviderName[] = ['apns', 'fcm', 'expo'];
  expect(materials.map(({ provider }) => provider)).toEqual(providers);
  for (const material of materials) {
    await createPushDevices(database, {
      userId: admin.id,
      provider: material.provider,
      keyRing: parseKeyRing(tokenKeys),
      count: 1,
      material: () => material,
    });
  }
  // The example is of an app that was built for development.
  await database.pool.query(`UPDATE push_tokens SET environment = 'development' WHERE provider = 'apns'`);

  await installation.startWorker(await environment()).ready();
  await delivery.send({ audience: { userIds: [admin.id] }, title: 'Hello' });
  await expect
    .poll(
      async () =>
        (await database.prisma.delivery.findMany()).map(({ channel, state }) => ({ channel, state })),
      {
        timeout: 30_000,
      },
    )
    .toEqual(expect.arrayContaining(providers.map((channel) => ({ channel, state: 'accepted' }))));
  const messagesUrl = /^ {2}curl (http:\S+\/messages)$/m.exec(output)?.[1] ?? '';
  expect(await (await fetch(messagesUrl)).json()).toMatchObject({ messages: [{ title: 'Hello' }] });
}, 60_000);
