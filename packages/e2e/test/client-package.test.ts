import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCarillonClient } from '@carillon/client';
import { createSession } from '@carillon/client/session';
import type { CarillonClient } from '@carillon/client/wire';
import { type AllSimulators, startAllSimulators } from '@carillon/simulators/all-simulators';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox } from '../src/firefox.ts';
import { type Product, startProduct } from '../src/product.ts';
import { type RunningProgram, startProgram } from '../src/running-program.ts';
import { PASSWORD } from './dashboard.ts';

const CLIENT = path.resolve(import.meta.dirname, '../../client');
const EXAMPLES = path.join(CLIENT, 'examples');
const COMMAND = path.join(CLIENT, 'src/command/main.ts');
const EMAIL = 'ada@example.com';

describe('the client package, its command and its examples, against the whole product', () => {
  const resources = new AsyncDisposableStack();
  let simulators: AllSimulators;
  let product: Product;
  let client: CarillonClient;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'carillon-client-'));
    resources.defer(() => rmSync(folder, { recursive: true, force: true }));
    simulators = resources.use(
      await startAllSimulators({ basePort: 0, directory: path.join(folder, 'settings') }),
    );
    product = resources.use(await startProduct({ env: simulators.files.environment }));
    const entries = new Map<string, string>();
    const storage = {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, value: string) => void entries.set(key, value),
      removeItem: (key: string) => void entries.delete(key),
    };
    const session = createSession({ url: product.apiUrl, storage });
    await session.signUp({ email: EMAIL, password: PASSWORD });
    client = createCarillonClient({ url: product.apiUrl, credentials: session });
  });
  afterAll(() => resources.disposeAsync());

  /** A new agent, as the environment of whatever is to run as it. */
  async function createAgent(deviceName: string) {
    const { id, secret = '' } = await client.devices.register.mutate({ deviceName });
    const environment = { CARILLON_URL: product.apiUrl, CARILLON_DEVICE: id, CARILLON_SECRET: secret };
    return { id, secret, environment };
  }

  async function sendTo(deviceId: string, title: string): Promise<void> {
    await client.notifications.send.mutate({ audience: { deviceIds: [deviceId] }, title });
  }

  /** Runs a program that handles what waits, again and again until the message has come through the workers. */
  async function receive(
    command: readonly [string, ...string[]],
    environment: Record<string, string>,
    title: string,
  ): Promise<void> {
    await expect
      .poll(async () => {
        await using program = startProgram(command, environment);
        expect(await program.ended).toBe(0);
        return program.output();
      })
      .toContain(title);
  }

  it.each([
    ['bash, with curl and openssl', ['bash', path.join(EXAMPLES, 'agent.sh'), '--once']],
    ['Node', [process.execPath, path.join(EXAMPLES, 'agent.mjs'), '--once']],
    ['carillon-agent', [process.execPath, COMMAND, '--once']],
  ] as const)(
    'SEC-3, SEC-8, SEC-9: an agent in %s signs, gets its message and acknowledges it',
    async (name, command) => {
      const { id, environment } = await createAgent(`agent in ${name}`);
      await sendTo(id, `For ${name}`);
      await receive(command, environment, `For ${name}`);
      expect(await client.devices.activity.query({ id })).toMatchObject({
        processed: 1,
        failed: 0,
        online: true,
      });
    },
  );

  it('SEC-8: carillon-agent gets a message while it waits, and SIGTERM ends it with 0', async () => {
    const { id, environment } = await createAgent('waits');
    await using agent = startProgram([process.execPath, COMMAND, '--json'], environment);
    await expect.poll(async () => (await client.devices.activity.query({ id })).online).toBe(true);
    await sendTo(id, 'While waiting');
    await expect.poll(() => agent.output()).toContain('"title":"While waiting"');
    await expect.poll(async () => (await client.devices.activity.query({ id })).processed).toBe(1);
    agent.end();
    expect(await agent.ended).toBe(0);
  });

  it('SEC-6, SEC-9: --exec fails a message by its exit code, and a secret that was rotated away ends the agent', async () => {
    const { id, secret } = await createAgent('fails');
    const secretFile = path.join(folder, 'secret');
    writeFileSync(secretFile, secret);
    await sendTo(id, 'Too hard');
    const identity = ['--url', product.apiUrl, '--device', id, '--secret-file', secretFile];
    await using agent = startProgram(
      [process.execPath, COMMAND, ...identity, '--exec', 'echo cannot >&2; exit 3'],
      {},
    );
    await expect.poll(async () => (await client.devices.activity.query({ id })).failed).toBe(1);
    await client.devices.rotateSecret.mutate({ id, graceSeconds: 0 });
    await sendTo(id, 'Never seen');
    expect(await agent.ended).toBe(3);
    expect(agent.output()).toContain('does not accept');
  });

  it('AUTH-5, DIS-2: a server sends with its API key', async () => {
    const { id, environment } = await createAgent('listens');
    const { key } = await client.apiKeys.create.mutate({ name: 'example', scopes: ['notifications:send'] });
    const audience = JSON.stringify({ deviceIds: [id] });
    const sender = [
      process.execPath,
      path.join(EXAMPLES, 'send.mjs'),
      audience,
      'From a server',
      'Body',
    ] as const;
    await using program = startProgram(sender, { CARILLON_URL: product.apiUrl, CARILLON_API_KEY: key });
    expect(await program.ended).toBe(0);
    await receive([process.execPath, COMMAND, '--once'], environment, 'From a server — Body');
  });

  it('TOK-5, TOK-13: a phone registers, gets messages on a new token alone once it has one, and signs out', async () => {
    const phone = [process.execPath, path.join(EXAMPLES, 'phone.mjs')] as const;
    await using program = startProgram(phone, {
      CARILLON_URL: product.apiUrl,
      CARILLON_EMAIL: EMAIL,
      CARILLON_PASSWORD: PASSWORD,
      EXPO_SIMULATOR: simulators.expo.settings.controlUrl,
    });
    const code = await program.ended;
    expect(program.output()).toContain('the token before got 1 of the 2 messages');
    expect(program.output()).toContain('signed out, and the token is taken back');
    expect(code).toBe(0);
    const { devices } = await client.devices.list.query({ search: 'Example phone' });
    expect(devices).toMatchObject([{ status: 'active', push: { health: 'none', reason: 'logout' } }]);
  });

  it('WEB-3, WEB-4, WEB-13, TOK-13: a web app turns notifications on, mends a lost subscription, and signs out', async () => {
    await using server = await startWebApp(product.apiUrl);
    await using firefox = await launchFirefox({
      pushServerUrl: simulators.webPush.settings.browserUrl,
      profileDir: null,
      extraPrefs: {},
    });
    const page = await firefox.browser.newPage();
    const browser = async () => (await client.devices.list.query({ search: 'Example web app' })).devices[0];
    await page.goto(server.url);
    await page.locator('input[name=email]').fill(EMAIL);
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('#sign-in button').click();
    await page.locator('#turn-on').click();
    await waitForState(page, 'on');
    await page.locator('#test').click();
    await waitForNotification(page, 'From the example');
    const first = await browser();
    expect(first).toMatchObject({ status: 'active', push: { provider: 'webpush', health: 'ok' } });

    await page.evaluate(async () => {
      const { pushManager } = await navigator.serviceWorker.ready;
      await (await pushManager.getSubscription())?.unsubscribe();
    });
    await page.reload();
    await waitForState(page, 'on');
    expect((await browser())?.id).toBe(first?.id);

    await page.locator('#sign-out').click();
    await page.locator('#sign-in button').wait();
    expect((await browser())?.push).toMatchObject({ health: 'none', reason: 'logout' });
  });
});

async function startWebApp(apiUrl: string): Promise<AsyncDisposable & { readonly url: string }> {
  const program: RunningProgram = startProgram([process.execPath, path.join(EXAMPLES, 'web-app/serve.mjs')], {
    CARILLON_URL: apiUrl,
    PORT: '0',
  });
  await expect.poll(() => program.output()).toMatch(/^http:.*\n/);
  return { url: program.output().trim(), [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

async function waitForState(page: Page, state: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.getElementById('state')?.textContent)).toBe(state);
}

async function waitForNotification(page: Page, title: string): Promise<void> {
  const titles = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map((notification) => notification.title);
    });
  await expect.poll(titles).toContain(title);
}
