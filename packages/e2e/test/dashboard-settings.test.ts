import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage } from './dashboard-calls.ts';
import { signUp } from './dashboard-site.ts';
import { expectAccessible } from './expect-accessible.ts';
import { type PushSite, startPushSite, subscribeBrowsers } from './push-site.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

describe('topics, outcomes and settings in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let running: PushSite;
  /** An administrator with two browsers. */
  let page: Page;
  let members: Page;
  let broadcastId: string;
  let scheduledId: string;

  beforeAll(async () => {
    running = resources.use(await startPushSite());
    page = await (await running.site.newProfile({ viewport: DESK })).newPage();
    await signUp(page, 'ada@example.org');
    await subscribeBrowsers(page, running.simulator, ['Desk', 'Laptop']);
    members = await (await running.site.newProfile()).newPage();
    await signUp(members, 'bo@example.org');
    await subscribeBrowsers(members, running.simulator, ['Kitchen']);
    const audience = { broadcast: true };
    const send = (message: object) =>
      callFromPage<{ id: string }>(page, 'notifications.send', { audience, ...message });
    broadcastId = (await send({ title: 'Version 2.1 is out' })).id;
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    scheduledId = (await send({ title: 'Maintenance', sendAt })).id;
  });
  afterAll(() => resources.disposeAsync());

  it('DIS-2: an administrator creates a topic and adds people; a member joins and leaves by themselves', async () => {
    await page.goto('/topics');
    await page.getByRole('heading', { name: 'No topics yet' }).waitFor();
    await (await whenLive(page.getByRole('button', { name: 'New topic' }))).click();
    const dialog = page.getByRole('dialog', { name: 'New topic' });
    await dialog.getByLabel('Name').fill('not a name');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('Expected 1 to 64 letters').waitFor();
    await dialog.getByLabel('Name').fill('releases');
    await dialog.getByLabel('Name').press('Enter');
    await page.getByRole('link', { name: 'releases' }).click();
    await page.getByRole('heading', { name: 'Nobody belongs to it' }).waitFor();
    await page.getByRole('combobox', { name: 'People' }).fill('ada');
    await page.getByRole('option', { name: /ada@example\.org/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add 1' }).click();
    await page.getByRole('button', { name: 'Remove ada@example.org' }).waitFor();

    await members.goto('/topics');
    await (await whenLive(members.getByRole('button', { name: 'Join releases' }))).click();
    await seenText(members, '2 members, you too').waitFor();
    await page.getByRole('link', { name: 'Send to it' }).click();
    await seenText(page, 'Reaches 3 devices: 3 browsers').waitFor();
    await members.getByRole('button', { name: 'Leave releases' }).click();
    await seenText(members, '1 member', { exact: false }).waitFor();
    expect(await members.getByRole('link', { name: 'releases' }).count()).toBe(0);
  });

  it('DIS-9: a switch says what it stops before it does, and “why not delivered?” names it afterwards', async () => {
    await page.goto('/settings');
    const web = page.getByRole('switch', { name: 'Web push' });
    await (await whenLive(web)).click();
    const dialog = page.getByRole('alertdialog', { name: 'Turn off Web push?' });
    await dialog.getByText('It is not sent when you turn it on again').waitFor();
    await page.keyboard.press('Escape');
    expect(await web.isChecked()).toBe(true);
    await web.click();
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await expect.poll(() => web.isChecked()).toBe(false);

    const audience = { broadcast: true };
    await expect
      .poll(async () => {
        const { id } = await callFromPage<{ id: string }>(page, 'notifications.send', {
          audience,
          title: 'Silence',
        });
        await page.goto(`/notifications/${id}`);
        await page.getByRole('heading', { name: 'Silence' }).waitFor();
        return page.getByRole('button', { name: /^3 not sent/ }).count();
      })
      .toBe(1);
    await page.goto('/devices');
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    const deliveries = page.getByRole('region', { name: 'Recent deliveries' });
    await deliveries.getByText('Sending is switched off for this kind of push.').first().waitFor();
    await deliveries.getByText('Silence', { exact: true }).first().click();
    await deliveries.getByText('Queued for this device.').first().waitFor();

    await page.goto('/settings');
    await (await whenLive(web)).click();
    await expect.poll(() => web.isChecked()).toBe(true);
  });

  it('TOK-3: the settings show which key encrypts how many tokens; the doctor gives its findings with advice', async () => {
    await page.goto('/settings');
    const encryption = page.getByRole('region', { name: 'Encryption of push tokens' });
    await encryption.getByText('3 tokens', { exact: true }).waitFor();
    await encryption.getByText('Up to date').waitFor();
    await (await whenLive(page.getByRole('button', { name: 'Run check' }))).click();
    const findings = page.getByRole('list', { name: 'Findings' });
    await findings.getByText('Remove WEBPUSH_TEST_ORIGINS').waitFor();
    await findings.getByText('Database · version').waitFor();
  });

  it('DIS-5: outcomes over time are drawn, told on hover, and stand in a table; the range is in the address', async () => {
    await page.goto('/insights?range=1h');
    const outcomes = page.getByRole('region', { name: 'Outcomes' });
    await outcomes.getByText(/attempts, 100 % accepted/).waitFor();
    await outcomes.locator('.recharts-bar-rectangle').last().hover();
    await outcomes.getByText('Attempts', { exact: true }).waitFor();
    await outcomes.getByRole('button', { name: 'Table' }).click();
    await outcomes.getByRole('row', { name: /^All \d+ 0 0 0 \d+$/ }).waitFor();
    await page.getByRole('region', { name: 'By provider' }).getByText('Web push').waitFor();
    await page.getByRole('button', { name: '7 days' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?range=7d');
  });

  it('the palette leads to the new pages and actions, and to those alone that the person may use', async () => {
    await page.goto('/devices');
    await (await whenLive(page.getByRole('button', { name: 'Go to…' }))).click();
    await page.getByRole('combobox').fill('send to ev');
    await page.getByRole('option', { name: 'Send to everyone' }).click();
    await seenText(page, 'Reaches 3 devices').waitFor();
    await members.goto('/devices');
    await (await whenLive(members.getByRole('button', { name: 'Go to…' }))).click();
    await members.getByRole('option', { name: 'Topics' }).waitFor();
    for (const name of ['Settings', 'Insights', 'Send to everyone']) {
      expect(await members.getByRole('option', { name }).count()).toBe(0);
    }
  });

  it('on a phone every page is within reach of the bar', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/devices');
    await (await whenLive(page.getByRole('button', { name: 'More' }))).click();
    await page.getByRole('menuitem', { name: 'Insights' }).click();
    await page.getByRole('heading', { name: 'Insights' }).waitFor();
    await page.setViewportSize(DESK);
  });

  const pages: ReadonlyArray<readonly [string, () => string, string]> = [
    ['composing', () => '/compose?to=everyone', 'Reaches 3 devices'],
    ['outcomes over time', () => '/insights?range=1h', 'By provider'],
    ['topics', () => '/topics', 'releases'],
    ['a topic', () => '/topics/releases', 'ada@example.org'],
    ['settings', () => '/settings', 'Every token is encrypted'],
    ['a broadcast', () => `/notifications/${broadcastId}`, '3 of 3 devices'],
    ['a scheduled notification', () => `/notifications/${scheduledId}`, 'It goes out'],
  ];

  it.each(pages)(
    'axe finds nothing wrong on %s, light and wide or dark and on a phone, and nothing is wider than the window',
    async (_, path, text) => {
      await page.goto(path());
      await seenText(page, text).waitFor();
      if (path().startsWith('/compose')) await seenText(page, 'More options').click();
      for (const [colorScheme, viewport] of [
        ['light', DESK],
        ['dark', PHONE],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await page.locator(`html.${colorScheme}`).waitFor();
        await expectAccessible(page, `${path()} in ${colorScheme}`);
      }
      await page.setViewportSize(DESK);
    },
  );
});
