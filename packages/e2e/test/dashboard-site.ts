import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { requireBrowser } from '../src/find-browser.ts';
import { type Product, startProduct } from '../src/product.ts';

export const PASSWORD = 'correct horse battery staple';

/** The product and a Chromium in front of its dashboard. */
export interface DashboardSite extends AsyncDisposable {
  readonly product: Product;
  /** A browser profile of its own: another person, or the same one on another machine. */
  newProfile(options?: ProfileOptions): Promise<BrowserContext>;
}

export interface ProfileOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

const TIMEOUT_MS = 30_000;

export async function startDashboardSite(env: Readonly<Record<string, string>>): Promise<DashboardSite> {
  await using resources = new AsyncDisposableStack();
  const product = resources.use(await startProduct({ env }));
  const browser = await chromium.launch({
    executablePath: requireBrowser('chromium'),
    args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  resources.defer(() => browser.close());
  const owned = resources.move();
  return {
    product,
    async newProfile(options = {}) {
      const context = await browser.newContext({ baseURL: product.webUrl, ...options });
      context.setDefaultTimeout(TIMEOUT_MS);
      return context;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Makes an account in the dashboard and ends at its devices. */
export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/devices');
}

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/devices');
}

/** The Cookie header that a profile would send to the dashboard. */
export async function cookieHeader(context: BrowserContext, webUrl: string): Promise<string> {
  const cookies = await context.cookies(webUrl);
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
