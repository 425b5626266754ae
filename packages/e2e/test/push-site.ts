import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { MintedSubscription, WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import type { Page } from 'playwright-core';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, startDashboardSite } from './dashboard-site.ts';

/** The product, a Chromium in front of its dashboard, and a push service on this machine that takes its messages. */
export interface PushSite extends AsyncDisposable {
  readonly site: DashboardSite;
  readonly simulator: WebPushSimulator;
}

export async function startPushSite(): Promise<PushSite> {
  await using resources = new AsyncDisposableStack();
  const simulator = resources.use(await startWebPushSimulator({}));
  const { origin, caFile } = simulator.settings;
  const env = { WEBPUSH_TEST_ORIGINS: origin, NODE_EXTRA_CA_CERTS: caFile };
  const site = resources.use(await startDashboardSite(env));
  const owned = resources.move();
  return { site, simulator, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Registers browsers for whoever is signed in on the page, as many as there are names. */
export async function subscribeBrowsers(
  page: Page,
  simulator: WebPushSimulator,
  names: readonly string[],
): Promise<MintedSubscription[]> {
  const { publicKey } = await readFromPage<{ publicKey: string }>(page, 'push.vapidPublicKey', {});
  const subscriptions = names.map(() => simulator.mint(publicKey));
  for (const [index, { endpoint, keys }] of subscriptions.entries()) {
    const name = names[index] ?? '';
    const { deviceId } = await callFromPage<{ deviceId: string }>(page, 'push.subscribe', {
      endpoint,
      keys,
      deviceId: name,
    });
    await callFromPage(page, 'devices.update', { id: deviceId, name });
  }
  return subscriptions;
}
