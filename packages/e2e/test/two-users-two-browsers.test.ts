import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, signInByRest } from './account.ts';
import { Dashboard, PASSWORD } from './dashboard.ts';
import { type PushProduct, startFirefoxFor, startPushProduct } from './push-product.ts';

const ADA = 'ada@example.org';
const BO = 'bo@example.org';
const EACH = 5;

describe('two people, two browsers', () => {
  const resources = new AsyncDisposableStack();
  let running: PushProduct;
  let adasBrowser: Dashboard;
  let bosBrowser: Dashboard;
  let ada: Account;
  let bo: Account;

  beforeAll(async () => {
    running = resources.use(await startPushProduct());
    const { webUrl, apiUrl } = running.product;
    const [first, second] = await Promise.all([startFirefoxFor(running), startFirefoxFor(running)]);
    resources.use(first);
    resources.use(second);
    adasBrowser = await Dashboard.open(first.browser, webUrl);
    bosBrowser = await Dashboard.open(second.browser, webUrl);
    await adasBrowser.signUp(ADA);
    await bosBrowser.signUp(BO);
    ada = await signInByRest(apiUrl, ADA, PASSWORD);
    bo = await signInByRest(apiUrl, BO, PASSWORD);
  });
  afterAll(() => resources.disposeAsync());

  it('DIS-3: each gets all of their own and none of the other’s, sent at the same time', async () => {
    await adasBrowser.turnOn();
    await bosBrowser.turnOn();
    const numbers = Array.from({ length: EACH }, (_, index) => index);
    await Promise.all(
      numbers.flatMap((number) => [
        ada.sendToSelf({ title: `For Ada ${number}` }),
        bo.sendToSelf({ title: `For Bo ${number}` }),
      ]),
    );
    for (const number of numbers) {
      await adasBrowser.waitForShown(`For Ada ${number}`);
      await bosBrowser.waitForShown(`For Bo ${number}`);
    }
    expect((await adasBrowser.shown()).toSorted()).toEqual(numbers.map((number) => `For Ada ${number}: `));
    expect((await bosBrowser.shown()).toSorted()).toEqual(numbers.map((number) => `For Bo ${number}: `));
  });

  it('TOK-13: after signing out, nothing of that account reaches the browser', async () => {
    await adasBrowser.signOut();
    const hitsBefore = running.simulator.hits().hits;
    const sent = await ada.sendToSelf({ title: 'For Ada, who left' });
    expect(sent.counts).toMatchObject({ accepted: 0, displayed: 0 });
    expect(running.simulator.hits().hits).toBe(hitsBefore);
  });

  it('REG-7, TOK-6: the next person in that browser has a device of their own there, and only their own messages', async () => {
    await adasBrowser.signIn(BO);
    await adasBrowser.waitForCard('Turn them on');
    await adasBrowser.turnOn();
    await ada.sendToSelf({ title: 'Still for Ada' });
    const sent = await bo.sendToSelf({ title: 'For Bo, everywhere' });
    expect(sent.counts.total).toBe(2);
    await adasBrowser.waitForShown('For Bo, everywhere');
    await bosBrowser.waitForShown('For Bo, everywhere');
    expect((await adasBrowser.shown()).join()).not.toContain('Still for Ada');
  });

  it('TOK-6: where the earlier person never signed out, their subscription moves only when the next one asks', async () => {
    // Bo's session in this browser ends elsewhere, so that nothing here can tell the server.
    await adasBrowser.loseSession();
    await adasBrowser.signIn(ADA);
    await adasBrowser.waitForCard('go to another account');
    await bo.sendToSelf({ title: 'Before the switch' });
    await adasBrowser.waitForShown('Before the switch');

    await adasBrowser.turnOn();
    const forBo = await bo.sendToSelf({ title: 'After the switch' });
    await bosBrowser.waitForShown('After the switch');
    await ada.sendToSelf({ title: 'Ada is back' });
    await adasBrowser.waitForShown('Ada is back');
    expect(forBo.counts).toMatchObject({ total: 2 });
    expect((await adasBrowser.shown()).join()).not.toContain('After the switch');
  });
});
