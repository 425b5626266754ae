import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { endBrowser } from './browser-process.ts';
import { requireBrowser } from './find-browser.ts';

const LAUNCH_TIMEOUT_MS = 60_000;
const PROTOCOL_TIMEOUT_MS = 30_000;
const CLOSE_DEADLINE_MS = 10_000;

export type FirefoxOptions = {
  /** The push service's WebSocket: `WebPushSimulator.settings.browserUrl`. */
  pushServerUrl: string;
  /** Kept after the end, so that a browser can be started again as the same one; null makes one that is removed. */
  profileDir: string | null;
  /** Added to the preferences below, or in place of them. */
  extraPrefs: Readonly<Record<string, string | number | boolean>>;
};

export type Firefox = AsyncDisposable & { browser: Browser; profileDir: string };

/**
 * Starts a stock Firefox without a window, driven by WebDriver BiDi, whose push client talks to the given service.
 * Pages may show notifications without asking. Disposing of it ends the browser with all its processes.
 */
export async function launchFirefox(options: FirefoxOptions): Promise<Firefox> {
  const executablePath = requireBrowser('firefox');
  await using resources = new AsyncDisposableStack();
  const profileDir = options.profileDir ?? (await temporaryProfile(resources));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    args: ['--profile', profileDir],
    // Firefox refuses to run as root in a home of somebody else, and keeps caches there; its profile is home enough.
    env: { ...process.env, HOME: profileDir },
    extraPrefsFirefox: { ...pushPreferences(options.pushServerUrl), ...options.extraPrefs },
    timeout: LAUNCH_TIMEOUT_MS,
    protocolTimeout: PROTOCOL_TIMEOUT_MS,
  });
  resources.defer(() => end(browser));
  const owned = resources.move();
  return { browser, profileDir, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function end(browser: Browser): Promise<void> {
  const child = browser.process();
  if (child === null) throw new TypeError('A browser that was launched has a process');
  await endBrowser({ child, close: () => browser.close(), deadlineMs: CLOSE_DEADLINE_MS });
}

function pushPreferences(pushServerUrl: string): Record<string, string | number | boolean> {
  return {
    'dom.push.serverURL': pushServerUrl,
    'dom.push.connection.enabled': true,
    'dom.push.testing.allowInsecureServerURL': true,
    'permissions.default.desktop-notification': 1,
    // Not every machine has a desktop's notification service; Firefox then keeps them itself.
    'alerts.useSystemBackend': false,
  };
}

async function temporaryProfile(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-firefox-'));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
