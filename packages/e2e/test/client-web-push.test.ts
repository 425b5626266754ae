import { createCarillonClient } from '@carillon/client';
import { createInstallation } from '@carillon/client/installation';
import { createSession } from '@carillon/client/session';
import type { KeyValueStorage } from '@carillon/client/storage';
import { createWebPush } from '@carillon/client/web-push';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSWORD } from './dashboard.ts';
import { FakeBrowser } from './fake-browser.ts';
import { type PushProduct, startPushProduct } from './push-product.ts';

function storageOf(entries: Map<string, string>): KeyValueStorage {
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

describe('notifications of a web app, by the client package', () => {
  let running: PushProduct;
  let browser: FakeBrowser;
  let way: { isCut: boolean };
  beforeAll(async () => {
    running = await startPushProduct();
  });
  afterAll(() => running[Symbol.asyncDispose]());
  beforeEach(() => {
    way = { isCut: false };
    browser = new FakeBrowser(running.simulator);
    browser.enter();
  });
  afterEach(() => vi.unstubAllGlobals());

  /** Somebody new in this browser, whose storage `entries` is; and somewhere else. */
  async function openPage(name: string, entries: Map<string, string>) {
    const url = running.product.apiUrl;
    const fetchUnlessCut: typeof fetch = (input, init) =>
      way.isCut ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init);
    const open = () => createSession({ url, storage: storageOf(new Map()) });
    const [session, elsewhere] = [open(), open()];
    const account = { email: `${name}@example.org`, password: PASSWORD };
    const { id: userId } = await session.signUp(account);
    await elsewhere.signIn(account);
    const client = createCarillonClient({ url, credentials: session, fetch: fetchUnlessCut });
    const storage = storageOf(entries);
    const installation = createInstallation({ storage });
    const push = createWebPush({ client, installation, storage, userId, worker: browser.worker, name });
    const abroad = createCarillonClient({ url, credentials: elsewhere });
    const health = async () => (await abroad.devices.get.query({ id: await installation.id() })).push?.health;
    const signInAgain = () => session.signIn(account);
    return { push, abroad, installation, health, signInAgain };
  }

  it('WEB-3: are on once they were turned on, and stay so without subscribing again', async () => {
    const { push, health } = await openPage('stays', new Map());
    expect(await push.refresh()).toBe('off');
    expect(await push.turnOn()).toBe('on');
    expect(await push.refresh()).toBe('on');
    expect([browser.subscribed, await health()]).toEqual([1, 'ok']);
  });

  it('WEB-1: a subscription for another key than the server’s of today is replaced', async () => {
    const { push, health } = await openPage('key', new Map());
    await push.turnOn();
    browser.bindToAnotherKey();
    expect(await push.refresh()).toBe('on');
    expect([browser.subscribed, await health()]).toEqual([2, 'ok']);
  });

  it('REG-9: a browser that was revoked elsewhere is off here too, and stays so', async () => {
    const { push, abroad, installation, signInAgain } = await openPage('revoked', new Map());
    await push.turnOn();
    await abroad.devices.revoke.mutate({ id: await installation.id() });
    // Its session has ended with it.
    await expect(push.refresh()).rejects.toThrow();
    await signInAgain();
    expect([await push.refresh(), await push.refresh()]).toEqual(['off', 'off']);
    expect(browser.subscription).toBeNull();
  });

  it('TOK-10: permission that was taken back ends it at the server', async () => {
    const { push, health } = await openPage('denied', new Map());
    await push.turnOn();
    browser.permission = 'denied';
    expect(await push.refresh()).toBe('blocked');
    expect(await health()).toBe('none');
    expect(await push.turnOn()).toBe('blocked');
  });

  it('WEB-4: turned off without a connection, it is off here at once, and never comes on by itself', async () => {
    const { push, health } = await openPage('offline', new Map());
    await push.turnOn();
    way.isCut = true;
    await expect(push.turnOff()).rejects.toThrow();
    expect(browser.subscription).toBeNull();
    way.isCut = false;
    expect(await push.refresh()).toBe('off');
    expect(await health()).toBe('none');
  });

  it('TOK-6, REG-7: the next person in a browser neither gets nor ends what is another’s until they ask', async () => {
    const entries = new Map<string, string>();
    const first = await openPage('one', entries);
    await first.push.turnOn();
    const { endpoint } = browser.subscription?.toJSON() ?? {};
    const second = await openPage('other', entries);
    expect(await second.push.refresh()).toBe('off');
    await second.push.turnOff();
    expect(browser.subscription?.toJSON().endpoint).toBe(endpoint);

    expect(await second.push.turnOn()).toBe('on');
    expect(browser.subscription?.toJSON().endpoint).not.toBe(endpoint);
    expect(await first.push.refresh()).toBe('off');
  });
});
