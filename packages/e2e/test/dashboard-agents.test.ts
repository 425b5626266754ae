import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledge, pollAgent, type RunningAgent } from './agent-calls.ts';
import { browserKeeps } from './browser-keeps.ts';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { cookieHeader, type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { expectAccessible } from './expect-accessible.ts';
import { seenText } from './seen-text.ts';

const SECRET = /^[0-9a-f]{64}$/;

interface Listed {
  readonly devices: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly tags: readonly string[];
  }>;
}

describe('agents in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    context = await site.newProfile({ viewport: { width: 1280, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page = await context.newPage();
    await signUp(page, 'ada@example.org');
  });
  afterAll(() => resources.disposeAsync());

  /** Names are unique, also when a test is tried again. */
  let made = 0;
  const unique = (name: string): string => `${name} ${++made}`;

  /** Creates an agent by the form, and resolves with the secret that the dialog shows. */
  async function createAgent(name: string): Promise<string> {
    await page.goto('/devices?new=agent');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('textbox', { name: 'Tags' }).fill('ci, nightly');
    await page.getByRole('button', { name: 'Create agent' }).click();
    const shown = page
      .getByRole('dialog', { name: `The secret of ${name}` })
      .locator('code')
      .first();
    await shown.waitFor();
    return (await shown.textContent()) ?? '';
  }

  async function idOf(name: string): Promise<string> {
    const { devices } = await readFromPage<Listed>(page, 'devices.list', { kind: 'agent', limit: 100 });
    return devices.find((device) => device.name === name)?.id ?? '';
  }

  it('REG-3, SEC-1: a new agent’s secret is shown once, downloads as what the agent needs, and works', async () => {
    const name = unique('Build server');
    const secret = await createAgent(name);
    expect(secret).toMatch(SECRET);
    await seenText(page, 'It is not shown again').waitFor();
    await expectAccessible(page, 'a secret');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`${name.toLowerCase().replaceAll(' ', '-')}.env`);
    const id = await idOf(name);
    expect(readFileSync(await download.path(), 'utf8')).toBe(
      `CARILLON_URL=${site.product.apiUrl}\nCARILLON_DEVICE=${id}\nCARILLON_SECRET=${secret}\n`,
    );
    expect((await pollAgent(site.product.apiUrl, { id, secret })).status).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { devices } = await readFromPage<Listed>(page, 'devices.list', { tag: 'nightly' });
    expect(devices.find((device) => device.id === id)?.tags).toEqual(['ci', 'nightly']);
  });

  it('SEC-1: once its dialog is closed, a secret is in no page, no storage and no cache of the browser', async () => {
    const name = unique('Forgetful');
    const secret = await createAgent(name);
    await page.getByRole('button', { name: 'Copy the secret' }).click();
    await seenText(page, 'Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const kept = await browserKeeps(page);
    // The cache was found, and holds the new agent.
    expect(kept.queries).toContain(name);
    for (const [place, text] of Object.entries(kept)) expect(text.includes(secret), place).toBe(false);
    const id = await idOf(name);
    const headers = { cookie: await cookieHeader(context, site.product.webUrl) };
    for (const path of ['/devices', `/devices/${id}`, '/notifications']) {
      const html = await (await fetch(`${site.product.webUrl}${path}`, { headers })).text();
      expect(html).toContain('</html>');
      expect(html.includes(secret), path).toBe(false);
    }
    expect(site.product.output().includes(secret)).toBe(false);
  });

  it('SEC-1: a secret that nobody copied or downloaded is asked about before it closes', async () => {
    const name = unique('Careless');
    await createAgent(name);
    const dialog = page.getByRole('dialog', { name: `The secret of ${name}` });
    await page.keyboard.press('Escape');
    await dialog.getByText('You have neither copied nor downloaded').waitFor();
    // The harmless answer has the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Keep it open');
    await page.keyboard.press('Enter');
    await dialog.locator('code').first().waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.getByRole('button', { name: 'Close without it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('New agent');
  });

  it('REG-8: a name that another agent has is refused beside its field, and nothing is created', async () => {
    const name = unique('Twin');
    await createAgent(name);
    await page.getByRole('button', { name: 'Copy the secret' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'New agent' }).click();
    await page.getByLabel('Name', { exact: true }).fill(` ${name} `);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'name' }).waitFor();
    await page.keyboard.press('Escape');
    const { devices } = await readFromPage<Listed>(page, 'devices.list', { search: name });
    expect(devices).toHaveLength(1);
  });

  describe('on an agent’s page', () => {
    const register = (name: string) =>
      callFromPage<RunningAgent>(page, 'devices.register', { deviceName: name });

    it('SEC-10: an agent that never polled, one that is online, its polls and its success rate, as chart and table', async () => {
      const agent = await register(unique('Worker'));
      await page.goto(`/devices/${agent.id}`);
      await seenText(page, 'It was never there').waitFor();
      for (const title of ['Deploy one', 'Deploy two']) {
        await callFromPage(page, 'notifications.send', { audience: { deviceIds: [agent.id] }, title });
      }
      const taken = await takeMessages(agent, 2);
      const { apiUrl } = site.product;
      const processed = { delivery_id: taken[0] ?? '', status: 'processed', reference: 'job 7' };
      const failed = { delivery_id: taken[1] ?? '', status: 'failed', error: 'disk full' };
      expect(await acknowledge(apiUrl, agent, processed)).toBe(201);
      expect(await acknowledge(apiUrl, agent, failed)).toBe(201);
      await page.reload();
      const activity = page.getByRole('region', { name: 'Activity', exact: true });
      await activity.getByText('Online').waitFor();
      await activity.getByText('50 %').waitFor();
      await activity.getByText('1 processed, 1 failed').waitFor();
      await activity.getByText('Polls').first().waitFor();
      await activity.getByRole('button', { name: 'Table' }).click();
      await activity.getByRole('table', { name: 'Polls and acknowledgements by hour' }).waitFor();
      const deliveries = page.getByRole('region', { name: 'Recent deliveries' });
      await deliveries.getByText('Not processed').waitFor();
      await deliveries.getByText('disk full').first().waitFor();
      await deliveries.getByText('Processed', { exact: true }).waitFor();
      await expectAccessible(page, 'an agent');
    });

    it('SEC-6: rotating says what happens to the present secret, shows the new one once, and both work in the grace', async () => {
      const name = unique('Rotated');
      const agent = await register(name);
      await page.goto(`/devices/${agent.id}`);
      await page.getByRole('button', { name: 'Rotate…' }).click();
      const asked = page.getByRole('dialog', { name: `Rotate the secret of ${name}?` });
      await asked.getByText('works for 24 hours more').waitFor();
      await asked.getByText('1 hour', { exact: true }).click();
      await asked.getByText('works for 1 hour more').waitFor();
      await asked.getByRole('button', { name: 'Make a new secret' }).click();
      const fresh = await takeShownSecret(`The new secret of ${name}`);
      expect(fresh).not.toBe(agent.secret);
      const credentials = page.getByRole('region', { name: 'Credentials' });
      await credentials.getByText('Accepted too; that ends').waitFor();
      const { apiUrl } = site.product;
      expect((await pollAgent(apiUrl, { ...agent, secret: fresh })).status).toBe(200);
      expect((await pollAgent(apiUrl, agent)).status).toBe(200);

      await page.getByRole('button', { name: 'Rotate…' }).click();
      await asked.getByText('Ends now', { exact: true }).click();
      await asked.getByText('ends at once').waitFor();
      await asked.getByRole('button', { name: 'Make a new secret' }).click();
      const newest = await takeShownSecret(`The new secret of ${name}`);
      await credentials.getByText('None is accepted').waitFor();
      expect((await pollAgent(apiUrl, { ...agent, secret: fresh })).status).toBe(401);
      expect((await pollAgent(apiUrl, { ...agent, secret: newest })).status).toBe(200);
    });

    it('REG-10: revoking says that the agent never comes back; then its secret is refused and its page has nothing to rotate', async () => {
      const name = unique('Ended');
      const agent = await register(name);
      await page.goto(`/devices/${agent.id}`);
      await page
        .getByRole('region', { name: 'Danger zone' })
        .getByRole('button', { name: 'Revoke…' })
        .click();
      const dialog = page.getByRole('alertdialog', { name: `Revoke ${name}?` });
      await dialog.getByText('It never comes back').waitFor();
      await dialog.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('region', { name: 'Credentials' }).getByText('Ended, for good').waitFor();
      expect(await page.getByRole('button', { name: 'Rotate…' }).count()).toBe(0);
      await expect.poll(async () => (await pollAgent(site.product.apiUrl, agent)).status).toBe(401);
    });

    async function takeShownSecret(title: string): Promise<string> {
      const dialog = page.getByRole('dialog', { name: title });
      const secret = (await dialog.locator('code').first().textContent()) ?? '';
      await dialog.getByRole('button', { name: 'Copy the secret' }).click();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await dialog.waitFor({ state: 'detached' });
      return secret;
    }
  });

  it('the strict policy for content lets all of this run', async () => {
    const refused: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    const name = unique('Lawful');
    await createAgent(name);
    await page.getByRole('button', { name: 'Download' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.goto(`/devices/${await idOf(name)}`);
    await seenText(page, 'It was never there').waitFor();
    expect(refused).toEqual([]);
  });

  /** Polls until as many messages came as were sent; resolves with their delivery ids, in order. */
  async function takeMessages(agent: RunningAgent, count: number): Promise<string[]> {
    const taken: string[] = [];
    await expect
      .poll(async () => {
        const { messages } = await pollAgent(site.product.apiUrl, agent);
        taken.push(...messages.map(({ delivery_id }) => delivery_id));
        return taken.length;
      })
      .toBe(count);
    return taken;
  }
});
