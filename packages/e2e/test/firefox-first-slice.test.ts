import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, RefusedError, signInByRest } from './account.ts';
import { Dashboard, PASSWORD } from './dashboard.ts';
import { type PushProduct, startFirefoxFor, startPushProduct } from './push-product.ts';

const EMAIL = 'first@example.org';

describe('a person, stock Firefox and the whole product', () => {
  const resources = new AsyncDisposableStack();
  let running: PushProduct;
  let dashboard: Dashboard;
  let account: Account;

  beforeAll(async () => {
    running = resources.use(await startPushProduct());
    const firefox = resources.use(await startFirefoxFor(running));
    dashboard = await Dashboard.open(firefox.browser, running.product.webUrl);
  });
  afterAll(() => resources.disposeAsync());

  it('WEB-13, DIS-1: signs up, turns notifications on, and sees a test arrive, accepted and displayed', async () => {
    await dashboard.signUp(EMAIL);
    account = await signInByRest(running.product.apiUrl, EMAIL, PASSWORD);
    await dashboard.waitForCard('Turn them on');
    await dashboard.turnOn();
    await dashboard.sendTestHere();
    await dashboard.waitForShown('Test notification');

    await dashboard.goTo('/notifications');
    await dashboard.waitForText('Test notification');
    await dashboard.click('//main//a[contains(., "Test notification")]');
    await dashboard.waitForText('The provider took the message.');
    await dashboard.waitForText('The device showed it.');
    const { notifications } = await account.get<{ notifications: { counts: Record<string, number> }[] }>(
      '/notifications',
    );
    expect(notifications.map(({ counts }) => counts)).toMatchObject([{ displayed: 1, total: 1 }]);
  });

  it('T-10: hostile text reaches the screen and the history as text, and runs nowhere', async () => {
    const script = "document.documentElement.dataset.ran = 'yes'";
    const title = `<img src=x onerror="${script}">`;
    const sent = await account.sendToSelf({ title, body: `<script>${script}</script>` });
    await dashboard.goTo(`/notifications/${sent.id}`);
    await dashboard.waitForText('<img src=x');
    await dashboard.waitForShown(title);
    expect(await dashboard.page.evaluate(() => document.documentElement.dataset.ran)).toBeUndefined();
    await expect(account.sendToSelf({ title: 'x', url: `javascript:${script}` })).rejects.toThrow('400');
  });

  it('WEB-13: a subscription that the browser lost is renewed when the dashboard is opened', async () => {
    await dashboard.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/');
      await (await registration?.pushManager.getSubscription())?.unsubscribe();
    });
    await dashboard.goTo('/devices');
    await dashboard.waitForCard('This browser shows your notifications');
    await account.sendToSelf({ title: 'After renewal' });
    await dashboard.waitForShown('After renewal');
  });

  it('WEB-4: turned off, nothing is sent to this browser any more', async () => {
    await dashboard.turnOff();
    const hitsBefore = running.simulator.hits().hits;
    const sent = await account.sendToSelf({ title: 'Too late' });
    expect(sent.counts).toMatchObject({ accepted: 0, received: 0, displayed: 0 });
    expect(running.simulator.hits().hits).toBe(hitsBefore);
    expect(await dashboard.shown()).not.toContain('Too late: ');
  });

  it('REG-9, REG-10: a revoked browser gets nothing, and comes back when its person turns it on again', async () => {
    await dashboard.turnOn();
    await dashboard.revokeHere();
    await dashboard.waitForCard('This browser was revoked');
    const hitsBefore = running.simulator.hits().hits;
    const { devices } = await account.get<{ devices: { id: string; status: string }[] }>('/devices');
    expect(devices.map(({ status }) => status)).toEqual(['revoked']);
    const test = account.post(`/devices/${devices[0]?.id}/test`, {});
    await expect(test).rejects.toThrow(RefusedError);
    expect(running.simulator.hits().hits).toBe(hitsBefore);

    await dashboard.turnOn();
    await account.sendToSelf({ title: 'Back again' });
    await dashboard.waitForShown('Back again');
  });
});
