import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import webPush from 'web-push';
import { WebSocket } from 'ws';
import { startWebPushSimulator } from '../src/web-push/simulator.ts';
import type { WebPushSimulator } from '../src/web-push/simulator-interface.ts';
import { BrowserClient } from './browser-client.ts';
import { prepare, type Sender, send } from './raw-sender.ts';

describe('the push service, as Firefox sees it', () => {
  let simulator: WebPushSimulator;
  let sender: Sender;
  let clockMs: number;
  let opened: BrowserClient[];

  beforeAll(async () => {
    simulator = await startWebPushSimulator({ now: () => clockMs });
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => {
    clockMs = Date.now();
    opened = [];
    sender = webPush.generateVAPIDKeys();
  });
  afterEach(async () => {
    for (const browser of opened) await browser[Symbol.asyncDispose]();
  });

  async function connect(uaid: string | null): Promise<{ browser: BrowserClient; uaid: string }> {
    const browser = await BrowserClient.connect(simulator.settings.browserUrl);
    opened.push(browser);
    return { browser, uaid: await browser.hello(uaid) };
  }

  async function register(browser: BrowserClient) {
    const channelID = randomUUID();
    const answer = await browser.ask({ messageType: 'register', channelID, key: sender.publicKey });
    expect(answer).toMatchObject({ messageType: 'register', channelID, status: 200 });
    return { channelID, endpoint: String(answer.pushEndpoint) };
  }

  async function push(endpoint: string, options?: { TTL?: number; topic?: string; text?: string }) {
    const keys = simulator.mint(null).keys;
    const raw = prepare({ id: '', endpoint, keys }, sender, { TTL: 60, ...options });
    return send(simulator, raw);
  }

  async function disconnect(browser: BrowserClient): Promise<void> {
    const before = simulator.connectedBrowsers();
    await browser[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(simulator.connectedBrowsers()).toBe(before - 1));
  }

  it('hello gives a uaid, and the same one to the browser that names it again', async () => {
    const first = await connect(null);
    expect(first.uaid).toMatch(/^[0-9a-f]{32}$/);
    await disconnect(first.browser);
    expect((await connect(first.uaid)).uaid).toBe(first.uaid);
  });

  it('a uaid that is not known is replaced, which makes the browser subscribe anew', async () => {
    const unknown = randomUUID().replaceAll('-', '');
    expect((await connect(unknown)).uaid).not.toBe(unknown);
  });

  it('a connected browser gets the encrypted message of its channel at once', async () => {
    const { browser } = await connect(null);
    const { channelID, endpoint } = await register(browser);
    expect((await push(endpoint)).status).toBe(201);
    expect(await browser.receive()).toMatchObject({
      messageType: 'notification',
      channelID,
      version: expect.any(String),
      data: expect.stringMatching(/^[\w-]+$/),
      headers: { encoding: 'aes128gcm' },
    });
  });

  it('a channel registered again with the same key keeps its endpoint, with another key it gets a new one', async () => {
    const { browser } = await connect(null);
    const { channelID, endpoint } = await register(browser);
    const again = await browser.ask({ messageType: 'register', channelID, key: sender.publicKey });
    expect(again.pushEndpoint).toBe(endpoint);
    const key = webPush.generateVAPIDKeys().publicKey;
    const other = await browser.ask({ messageType: 'register', channelID, key });
    expect(other.pushEndpoint).not.toBe(endpoint);
    expect((await push(endpoint)).status).toBe(410);
  });

  it('messages for a browser that is away wait for it, and are gone once it has acknowledged them', async () => {
    const { browser, uaid } = await connect(null);
    const { channelID, endpoint } = await register(browser);
    await disconnect(browser);
    expect((await push(endpoint)).status).toBe(201);

    const second = await connect(uaid);
    const { version } = await second.browser.receive();
    await disconnect(second.browser);

    const third = await connect(uaid);
    expect(await third.browser.receive()).toMatchObject({ version });
    third.browser.send({ messageType: 'ack', updates: [{ channelID, version, code: 100 }] });
    expect(await third.browser.ask({})).toEqual({});
    await disconnect(third.browser);

    const fourth = await connect(uaid);
    expect(await fourth.browser.ask({})).toEqual({});
  });

  it('a waiting message whose TTL has passed is never delivered', async () => {
    const { browser, uaid } = await connect(null);
    const { endpoint } = await register(browser);
    await disconnect(browser);
    await push(endpoint, { TTL: 60 });
    await push(endpoint, { TTL: 0 });
    clockMs += 60_000;
    const again = await connect(uaid);
    expect(await again.browser.ask({})).toEqual({});
  });

  it('WEB-9: of waiting messages with one Topic only the last is delivered', async () => {
    const { browser, uaid } = await connect(null);
    const { endpoint } = await register(browser);
    await disconnect(browser);
    await push(endpoint, { topic: 'score' });
    const last = await push(endpoint, { topic: 'score' });
    const again = await connect(uaid);
    const { version } = await again.browser.receive();
    expect(last.headers.location).toBe(`${simulator.settings.origin}/message/${version}`);
    expect(await again.browser.ask({})).toEqual({});
  });

  it('WEB-10: an unregistered channel answers 410', async () => {
    const { browser } = await connect(null);
    const { channelID, endpoint } = await register(browser);
    const answer = await browser.ask({ messageType: 'unregister', channelID, code: 200 });
    expect(answer).toEqual({ messageType: 'unregister', channelID, status: 200 });
    expect((await push(endpoint)).status).toBe(410);
  });

  it('an expired subscription drops what waits for the browser', async () => {
    const { browser, uaid } = await connect(null);
    const { endpoint } = await register(browser);
    await disconnect(browser);
    await push(endpoint);
    simulator.expire(endpoint.split('/').at(-1) ?? '');
    const again = await connect(uaid);
    expect(await again.browser.ask({})).toEqual({});
  });

  it('a second connection of the same browser takes over from the first', async () => {
    const first = await connect(null);
    const closed = first.browser.closed();
    const { endpoint } = await register(first.browser);
    const second = await connect(first.uaid);
    expect(await closed).toBe(1000);
    await push(endpoint);
    expect(await second.browser.receive()).toMatchObject({ messageType: 'notification' });
  });

  it.each([
    ['a message before hello', { messageType: 'register', channelID: randomUUID() }],
    ['an unknown message', { messageType: 'shout' }],
  ])('%s ends the connection', async (_, frame) => {
    const browser = await BrowserClient.connect(simulator.settings.browserUrl);
    opened.push(browser);
    const closed = browser.closed();
    browser.send(frame);
    expect(await closed).toBe(1002);
  });

  it('a web page cannot pose as a browser', async () => {
    const socket = new WebSocket(simulator.settings.browserUrl, { origin: 'https://page.example' });
    const refused = await new Promise((resolve) => socket.on('error', resolve));
    expect(String(refused)).toContain('401');
  });
});
