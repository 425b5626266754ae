import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DashboardSite, PASSWORD, startDashboardSite } from './dashboard-site.ts';
import { type OpenIdIssuer, startOpenIdIssuer } from './openid-issuer.ts';

const ADA = 'ada@example.org';

describe('signing in with providers, where registration ends with the first person', () => {
  const resources = new AsyncDisposableStack();
  let issuer: OpenIdIssuer;
  let site: DashboardSite;

  beforeAll(async () => {
    issuer = resources.use(await startOpenIdIssuer({ sub: 'ada', email: ADA, name: 'Ada' }));
    site = resources.use(
      await startDashboardSite({
        REGISTRATION: 'first-user',
        AUTH_OIDC_ISSUER: issuer.url,
        AUTH_OIDC_ID: 'carillon',
        AUTH_OIDC_SECRET: 'a secret of the issuer',
        AUTH_OIDC_NAME: 'Example ID',
        AUTH_GITHUB_ID: 'github-client',
        AUTH_GITHUB_SECRET: 'a secret of GitHub',
      }),
    );
  });
  afterAll(() => resources.disposeAsync());

  it('AUTH-1: providers appear when they are configured, and lead to themselves with state and PKCE', async () => {
    const page = await newPage();
    await page.goto('/sign-up');
    await page.getByRole('button', { name: 'Continue with Example ID' }).waitFor();
    expect(await page.getByRole('button', { name: 'Continue with Google' }).count()).toBe(0);
    const asked = page.waitForRequest((request) => request.url().startsWith('https://github.com/'));
    await page.route('https://github.com/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Continue with GitHub' }).click();
    const query = new URL((await asked).url()).searchParams;
    expect(query.get('client_id')).toBe('github-client');
    expect(query.get('redirect_uri')).toBe(`${site.product.webUrl}/api/auth/callback/github`);
    expect(query.get('state')).not.toBeNull();
    await page.context().close();
  });

  it('AUTH-1: the first sign-in by a provider makes the administrator, and the next one finds the same account', async () => {
    for (const round of ['first', 'second']) {
      const page = await newPage();
      await page.goto(round === 'first' ? '/sign-up' : '/sign-in');
      await page.getByRole('button', { name: 'Continue with Example ID' }).click();
      await page.waitForURL('**/devices');
      await page.getByText('Administrator', { exact: true }).waitFor();
      await page.goto('/account');
      await page.locator('#content').getByText(ADA, { exact: true }).waitFor();
      await page.context().close();
    }
  });

  it('AUTH-1: after the first person nobody signs up any more, by no way', async () => {
    const page = await newPage();
    await page.goto('/sign-in');
    await page.getByText('Ask an administrator of this server for one').waitFor();
    await page.goto('/sign-up');
    await page.getByRole('heading', { name: 'No new accounts' }).waitFor();
    expect(await page.getByLabel('Password').count()).toBe(0);
    issuer.person = { sub: 'bo', email: 'bo@example.org' };
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await page.getByText('This server does not take new accounts').waitFor();
    expect(await signUpByHand(page)).toContain('registration_closed');
    await page.context().close();
  });

  it('AUTH-1: a provider that names no email, or that was not asked, signs nobody in', async () => {
    const page = await newPage();
    issuer.person = { sub: 'nameless' };
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await page.getByText('The provider gave no email address').waitFor();
    await page.goto('/api/auth/callback/oidc?code=made-up&state=made-up');
    await page.getByText('Signing in did not work').waitFor();
    await page.goto('/devices');
    await page.waitForURL('**/sign-in?next=**');
    await page.context().close();
  });

  async function newPage(): Promise<Page> {
    return (await site.newProfile()).newPage();
  }
});

/** Signs up past the page, as somebody would who knows how next-auth is called. */
function signUpByHand(page: Page): Promise<string> {
  return page.evaluate(async (password) => {
    const { csrfToken } = await (await fetch('/api/auth/csrf')).json();
    const fields = { csrfToken, email: 'eve@example.org', password, name: '', json: 'true' };
    const body = new URLSearchParams(fields);
    const response = await fetch('/api/auth/callback/sign-up', { method: 'POST', body });
    return decodeURIComponent(await response.text());
  }, PASSWORD);
}
