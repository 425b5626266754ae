import { browserSubscription } from '@carillon/testing/registry';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import {
  cookieHeader,
  type DashboardSite,
  PASSWORD,
  signIn,
  signUp,
  startDashboardSite,
} from './dashboard-site.ts';

const ADA = 'ada@example.org';
const BO = 'bo@example.org';

describe('accounts and sessions in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let adas: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    adas = await site.newProfile();
    page = await adas.newPage();
  });
  afterAll(() => resources.disposeAsync());

  it('AUTH-1: an empty server leads to its first sign-up, says that it makes the administrator, and so it does', async () => {
    await page.goto('/');
    await page.waitForURL('**/sign-up');
    await page.getByText('becomes the administrator').waitFor();
    await signUp(page, ADA);
    await page.getByText('Administrator', { exact: true }).waitFor();
  });

  it('AUTH-1: the next account is a member; a taken email and a short password are refused beside their field', async () => {
    const other = await (await site.newProfile()).newPage();
    await other.goto('/sign-up');
    expect(await other.getByText('becomes the administrator').count()).toBe(0);
    await other.getByLabel('Email').fill(ADA.toUpperCase());
    await other.getByLabel('Password').fill('short');
    await other.getByRole('button', { name: 'Create account' }).click();
    await other.getByText('Expected at least 12 characters').waitFor();
    await other.getByLabel('Password').fill(PASSWORD);
    await other.getByRole('button', { name: 'Create account' }).click();
    await other.getByText('An account with this email exists').waitFor();
    await signUp(other, BO);
    await other.getByText('Member', { exact: true }).waitFor();
    await other.context().close();
  });

  it('AUTH-1: a wrong password is refused without telling whether the account exists', async () => {
    const other = await (await site.newProfile()).newPage();
    for (const email of [ADA, 'nobody@example.org']) {
      await other.goto('/sign-in');
      await other.getByLabel('Email').fill(email);
      await other.getByLabel('Password').fill('not the password');
      await other.getByRole('button', { name: 'Sign in' }).click();
      await other.getByText('The email or the password is not right.').waitFor();
    }
    await other.context().close();
  });

  it('T-10: after signing in one lands on the page that was asked for, and never on another site', async () => {
    const other = await (await site.newProfile()).newPage();
    await other.goto('/notifications');
    await other.waitForURL('**/sign-in?next=%2Fnotifications');
    await other.getByLabel('Email').fill(BO);
    await other.getByLabel('Password').fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL('**/notifications');
    await other.goto('/sign-in?next=%2F%5Cevil.example');
    await other.waitForURL(`${site.product.webUrl}/devices`);
    await other.context().close();
  });

  it('T-13, AUTH-2: a session that is ended elsewhere is over with its next request, for pages and calls', async () => {
    const stolen = await site.newProfile();
    const thief = await stolen.newPage();
    await signIn(thief, ADA);
    const cookie = await cookieHeader(stolen, site.product.webUrl);
    expect((await callDevices(site.product.webUrl, cookie)).status).toBe(200);

    await page.goto('/account');
    await page.getByRole('button', { name: /^Sign out (Chrome|Browser)/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText(/^\S+ on \S+ is signed out$/).waitFor();

    const refused = await callDevices(site.product.webUrl, cookie);
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain(ADA);
    await thief.goto('/devices');
    await thief.waitForURL('**/sign-in?**');
    await stolen.close();
  });

  it('T-8: an address that a client claims for itself is not believed, in the list of sessions and for limits', async () => {
    const liar = await site.newProfile();
    await liar.setExtraHTTPHeaders({ 'x-forwarded-for': '198.51.100.66', 'x-real-ip': '198.51.100.66' });
    const other = await liar.newPage();
    await signIn(other, BO);
    await other.goto('/account');
    const sessions = other.getByRole('region', { name: 'Sessions' });
    await sessions.getByText('127.0.0.1').first().waitFor();
    expect(await sessions.textContent()).not.toContain('198.51.100.66');
    await liar.close();
  });

  it('T-13: changing the password ends every other session and keeps the one that did it', async () => {
    const elsewhere = await site.newProfile();
    const other = await elsewhere.newPage();
    await signIn(other, ADA);
    const cookie = await cookieHeader(elsewhere, site.product.webUrl);

    await page.goto('/account');
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill('another correct battery');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Expected the current password of this account').waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password is changed').waitFor();

    expect((await callDevices(site.product.webUrl, cookie)).status).toBe(401);
    await page.goto('/devices');
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
    await elsewhere.close();
  });

  it('T-13: signing out ends the session on the server, so that a copied cookie is worth nothing', async () => {
    const profile = await site.newProfile();
    const bos = await profile.newPage();
    await signIn(bos, BO);
    const cookie = await cookieHeader(profile, site.product.webUrl);
    await bos.goto('/account');
    await bos.locator('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await bos.waitForURL('**/sign-in');
    expect((await callDevices(site.product.webUrl, cookie)).status).toBe(401);
    await profile.close();
  });

  it('TOK-13: signing out revokes this browser’s token on the server, even when the page could not do it before', async () => {
    const profile = await site.newProfile();
    const bos = await profile.newPage();
    await signIn(bos, BO);
    const deviceId = await installationIdOf(profile);
    const { keys } = browserSubscription('leaves');
    const endpoint = 'https://fcm.googleapis.com/fcm/send/leaves';
    await callFromPage(bos, 'push.subscribe', { endpoint, keys, deviceId });
    const healthIn = async (page: Page) =>
      (await readFromPage<{ push: { health: string } }>(page, 'devices.get', { id: deviceId })).push.health;
    expect(await healthIn(bos)).toBe('ok');
    await signOutWithoutScript(bos);
    // The page notices that its session is over and leaves by itself, so the next sign-in has a tab of its own.
    await bos.close();
    const again = await profile.newPage();
    await signIn(again, BO);
    expect(await healthIn(again)).toBe('none');
    await profile.close();
  });
});

async function installationIdOf(profile: BrowserContext): Promise<string> {
  const cookies = await profile.cookies();
  return cookies.find(({ name }) => name === 'carillon-installation')?.value ?? '';
}

/** What the form of next-auth sends, past everything that the dashboard does in the page. */
async function signOutWithoutScript(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const { csrfToken } = await (await fetch('/api/auth/csrf')).json();
    const body = new URLSearchParams({ csrfToken, json: 'true' });
    return (await fetch('/api/auth/signout', { method: 'POST', body })).status;
  });
  expect(status).toBe(200);
}

function callDevices(webUrl: string, cookie: string): Promise<Response> {
  return fetch(`${webUrl}/api/trpc/devices.list?input=%7B%7D`, { headers: { cookie } });
}
