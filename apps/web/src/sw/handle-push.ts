import { readState, updateState } from './database.ts';
import { type PushMessage, parsePushText } from './push-message.ts';
import type { UrlRules } from './safe-url.ts';
import { MAX_SEEN_IDS, rememberSeen, toSeenIds } from './seen-notifications.ts';
import { report } from './server-calls.ts';
import { toShownOptions } from './shown-notification.ts';

/**
 * Makes the handler of `push` events. What it returns never rejects, and shows a notification for every push that is
 * not a repeat (WEB-13): browsers punish a silent push, up to taking the permission back.
 */
export function createPushHandler(
  scope: ServiceWorkerGlobalScope,
  rules: UrlRules,
): (data: PushMessageData | null) => Promise<void> {
  // Two copies of one message can be handled at once, before either is on the screen or in storage.
  const inFlight = new Set<string>();

  return async (data) => {
    const message = parsePushText(readText(data));
    const received = report(message.receipt, 'received');
    const isShown = await showOnce({ scope, rules, inFlight }, message);
    await Promise.all([received, setAppBadge(scope, message)]);
    if (isShown) await report(message.receipt, 'displayed');
  };
}

interface Shower {
  readonly scope: ServiceWorkerGlobalScope;
  readonly rules: UrlRules;
  readonly inFlight: Set<string>;
}

/** Whether the message was put on the screen by this call. */
async function showOnce(shower: Shower, message: PushMessage): Promise<boolean> {
  const id = message.notificationId;
  if (id === undefined) return await show(shower, message);
  if (shower.inFlight.has(id)) return false;
  shower.inFlight.add(id);
  try {
    if (await wasShown(id)) return false;
    const isShown = await show(shower, message);
    // Remembered after showing: a worker that is stopped in between shows it again, in its old place, rather than never.
    if (isShown) await remember(id);
    return isShown;
  } finally {
    shower.inFlight.delete(id);
  }
}

/**
 * Storage that fails counts as not shown. What is on the screen is not asked for: Chromium's `getNotifications` takes
 * a notification that is being displayed at that moment for a stale one and forgets it, and its click with it.
 */
async function wasShown(id: string): Promise<boolean> {
  try {
    return toSeenIds(await readState('seen')).includes(id);
  } catch {
    return false;
  }
}

async function remember(id: string): Promise<void> {
  try {
    await updateState('seen', (stored) => rememberSeen(toSeenIds(stored), id, MAX_SEEN_IDS));
  } catch {
    // Storage is blocked or full: a repeat may show again, which is better than showing nothing.
  }
}

async function show({ scope, rules }: Shower, message: PushMessage): Promise<boolean> {
  const options = toShownOptions(message, rules);
  try {
    await scope.registration.showNotification(message.title, options);
    return true;
  } catch {
    return await showPlain(scope, message, options.data);
  }
}

/** Browsers differ in what they refuse; a title and a body work in all of them. Refused again: no permission. */
async function showPlain(
  scope: ServiceWorkerGlobalScope,
  message: PushMessage,
  data: unknown,
): Promise<boolean> {
  try {
    await scope.registration.showNotification(message.title, { body: message.body ?? '', data });
    return true;
  } catch {
    return false;
  }
}

async function setAppBadge(scope: ServiceWorkerGlobalScope, message: PushMessage): Promise<void> {
  if (message.appBadgeCount === undefined || !('setAppBadge' in scope.navigator)) return;
  try {
    await scope.navigator.setAppBadge(message.appBadgeCount);
  } catch {
    // A badge is decoration: browsers refuse it where the app is not installed.
  }
}

function readText(data: PushMessageData | null): string | null {
  try {
    return data === null ? null : data.text();
  } catch {
    return null;
  }
}
