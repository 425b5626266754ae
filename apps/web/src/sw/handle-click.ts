import { chooseTab } from './choose-tab.ts';
import type { UrlRules } from './safe-url.ts';
import { report } from './server-calls.ts';
import { toShownData } from './shown-notification.ts';

/**
 * Handles a click on a notification or on one of its actions: closes it, brings the page up, and tells the server.
 * Never rejects. `action` is empty for a click on the notification itself.
 */
export async function handleClick(
  scope: ServiceWorkerGlobalScope,
  rules: UrlRules,
  event: { readonly action: string; readonly notification: Notification },
): Promise<void> {
  const data = toShownData(event.notification.data, rules);
  event.notification.close();
  const actionUrl = Object.hasOwn(data.action_urls, event.action)
    ? data.action_urls[event.action]
    : undefined;
  const url = actionUrl ?? data.url;
  // At once, and before the report: browsers let a worker focus or open a window only just after the click.
  await Promise.all([openPage(scope, rules, url), report(data.receipt, 'clicked')]);
}

async function openPage(scope: ServiceWorkerGlobalScope, rules: UrlRules, url: string): Promise<void> {
  try {
    if (new URL(url).origin === rules.origin && (await reuseTab(scope, url))) return;
    await scope.clients.openWindow(url);
  } catch {
    // The browser does not let us open a window now; the person can still open the dashboard.
  }
}

/** Brings an open tab of ours to the front and leads it to `url`. False when there is none that can be led there. */
async function reuseTab(scope: ServiceWorkerGlobalScope, url: string): Promise<boolean> {
  const tabs = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tab = chooseTab(tabs, url);
  if (tab === undefined) return false;
  try {
    const focused = await tab.focus();
    // A tab that this worker does not control cannot be navigated; it rejects, and a window is opened instead.
    if (focused.url !== url) await focused.navigate(url);
    return true;
  } catch {
    return false;
  }
}
