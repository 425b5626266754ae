import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Desktop } from './desktop-notifications.ts';
import { requireBrowser } from './find-browser.ts';

const LAUNCH_TIMEOUT_MS = 60_000;

export type ChromiumOptions = {
  /** Kept after the end; null makes a profile that is removed. */
  profileDir: string | null;
  /** Origins that may show notifications without asking. */
  notificationOrigins: readonly string[];
  /** Where its notifications appear and can be clicked; null shows them nowhere. */
  desktop: Desktop | null;
};

export type Chromium = AsyncDisposable & { context: BrowserContext; profileDir: string };

/** Starts an installed Chromium or Chrome without a window, with an empty profile and no traffic of its own. */
export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  const executablePath = requireBrowser('chromium');
  await using resources = new AsyncDisposableStack();
  const profileDir = options.profileDir ?? (await temporaryProfile(resources));
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath,
    // Playwright's own switch starts the old headless mode, which has no notifications; the argument starts the new.
    headless: false,
    args: ['--headless=new', '--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])],
    // An address that leads nowhere keeps it from the notifications of a developer's own desktop.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: options.desktop?.busAddress ?? 'disabled:' },
    timeout: LAUNCH_TIMEOUT_MS,
  });
  resources.defer(() => context.close());
  for (const origin of options.notificationOrigins)
    await context.grantPermissions(['notifications'], { origin });
  const owned = resources.move();
  return { context, profileDir, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Chromium's sandbox refuses to run as root. */
function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function temporaryProfile(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-chromium-'));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
