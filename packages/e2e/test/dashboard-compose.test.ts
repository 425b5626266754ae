import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { signUp } from './dashboard-site.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { type PushSite, startPushSite, subscribeBrowsers } from './push-site.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

interface Listed {
  readonly notifications: readonly { readonly title: string }[];
}

describe('composing in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let running: PushSite;
  /** An administrator with two browsers. */
  let page: Page;
  /** A member with four. */
  let members: Page;
  /** The endpoints of two of the member's browsers. */
  let unlucky: string[];

  beforeAll(async () => {
    running = resources.use(await startPushSite());
    page = await (await running.site.newProfile()).newPage();
    await signUp(page, 'ada@example.org');
    await subscribeBrowsers(page, running.simulator, ['Desk', 'Laptop']);
    members = await (await running.site.newProfile()).newPage();
    await signUp(members, 'bo@example.org');
    const browsers = await subscribeBrowsers(members, running.simulator, [
      'Kitchen',
      'Hall',
      'Attic',
      'Shed',
    ]);
    unlucky = browsers.slice(2).map(({ endpoint }) => endpoint);
  });
  afterAll(() => resources.disposeAsync());

  /** The push service fails for two of the six browsers, until it is told to be well again. */
  function breakTwo(): void {
    const rule = { name: 'two fail', match: { targets: unlucky }, answer: { status: 503 } };
    running.simulator.putScript({ rules: [rule] });
  }

  it('DIS-2: the reach of each audience is counted while it is chosen, by keyboard alone too', async () => {
    await page.goto('/compose');
    const people = page.getByRole('combobox', { name: 'People' });
    await people.fill('bo@');
    await page.getByRole('option', { name: /bo@example\.org/ }).waitFor();
    await page.keyboard.press('Enter');
    await seenText(page, 'Reaches 4 devices: 4 browsers').waitFor();
    await page.getByRole('button', { name: 'Remove bo@example.org' }).click();
    await seenText(page, 'Choose who gets it').waitFor();
    await choose(page, 'Devices');
    await page.getByRole('combobox', { name: 'Devices' }).fill('lap');
    await page.getByRole('option', { name: /Laptop/ }).waitFor();
    await page.keyboard.press('Enter');
    await seenText(page, 'Reaches 1 device: 1 browser').waitFor();
    await choose(page, 'Everyone');
    await seenText(page, 'Reaches 6 devices: 6 browsers').waitFor();
  });

  it('the draft survives a reload, with its previews; what is wrong is said at its field before anything is sent', async () => {
    await page.goto('/compose');
    await seenText(page, 'Reaches 6 devices').waitFor();
    await page.getByRole('button', { name: 'Send…' }).click();
    await seenText(page, 'Fill this in').waitFor();
    await expect.poll(() => focusIsOn(titleOf(page))).toBe(true);
    await titleOf(page).fill('Version 2.1 is out, and it is twice as fast as the one before');
    await seenText(page, 'Cut here.').waitFor();
    await page.reload();
    await expect.poll(() => titleOf(page).inputValue()).toMatch(/^Version 2\.1 is out/);
    await seenText(page, 'Reaches 6 devices: 6 browsers').waitFor();
    expect(await page.getByRole('figure').count()).toBe(3);
  });

  it('DIS-8: “send to myself first” reaches one’s own devices alone, and shows what becomes of it', async () => {
    await page.goto('/compose');
    await seenText(page, 'Reaches 6 devices').waitFor();
    await page.getByRole('button', { name: 'Send to myself first' }).click();
    const outcome = page.getByRole('region', { name: 'Sent to myself' });
    await expect.poll(() => outcome.getByText('Accepted', { exact: true }).count()).toBe(2);
    await outcome.getByText('Laptop').waitFor();
    expect(running.simulator.hits().hits).toBe(2);
  });

  it('DIS-5: a broadcast is confirmed with its figures, and its progress is followed until it is done, without a reload', async () => {
    breakTwo();
    await page.goto('/compose');
    await seenText(page, 'Reaches 6 devices').waitFor();
    await titleOf(page).fill('Version 2.1 is out');
    await page.getByRole('button', { name: 'Send…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Send to everyone, 6 devices?' });
    await dialog.getByText('goes to 6 browsers').waitFor();
    await dialog.getByRole('button', { name: 'Send to 6 devices' }).click();
    await page.getByRole('heading', { name: 'Version 2.1 is out' }).waitFor();
    const progress = page.getByRole('region', { name: 'Progress' });
    await progress.getByText('4 of 6 devices').waitFor();
    await seenText(page, 'Sending', { exact: true }).waitFor();

    await progress.getByRole('button', { name: /^2 queued/ }).click();
    await seenText(page, 'The push service had a failure of its own.').waitFor();
    await expect
      .poll(() =>
        page
          .getByRole('region', { name: 'Devices' })
          .getByRole('listitem')
          .filter({ hasText: /Attic|Shed/ })
          .count(),
      )
      .toBe(2);
    expect(new URL(page.url()).search).toBe('?state=pending');

    running.simulator.putScript({ rules: [] });
    await progress.getByText('6 of 6 devices').waitFor();
    await page.getByRole('status').getByText('Accepted', { exact: true }).waitFor();
    await page.goto('/compose');
    await expect.poll(() => titleOf(page).inputValue()).toBe('');
  });

  it('DIS-5: one device is found among all by its name', async () => {
    await page.goto('/notifications');
    await page.getByRole('link', { name: 'Version 2.1 is out', exact: true }).first().click();
    await page.getByRole('searchbox', { name: 'Search its devices' }).fill('attic');
    const list = page.getByRole('region', { name: 'Devices' });
    await list.getByText('Kitchen').waitFor({ state: 'detached' });
    await list.getByText('Attic').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('attic');
  });

  it('cancelling a broadcast says before what it can stop, and after what it stopped', async () => {
    breakTwo();
    const audience = { broadcast: true };
    const { id } = await callFromPage<{ id: string }>(page, 'notifications.send', {
      audience,
      title: 'Wrong one',
    });
    await page.goto(`/notifications/${id}`);
    await seenText(page, '4 of 6 devices').waitFor();
    await (await whenLive(page.getByRole('button', { name: 'Cancel…' }))).click();
    const dialog = page.getByRole('alertdialog', { name: 'Stop sending?' });
    await dialog.getByText('cannot be called back').waitFor();
    await dialog.getByRole('button', { name: 'Stop sending' }).click();
    await seenText(page, 'Cancelled for 2 devices; already sent to 4.').waitFor();
    await page.getByRole('status').getByText('Cancelled', { exact: true }).waitFor();
    running.simulator.putScript({ rules: [] });
  });

  it('a scheduled notification shows its time with the zone, and can be cancelled as a whole', async () => {
    await page.goto('/compose');
    await choose(page, 'Everyone');
    await titleOf(page).fill('Maintenance tonight');
    await choose(page, 'At a time');
    await page.getByRole('button', { name: 'Schedule…' }).click();
    await seenText(page, 'Choose the day and the time').waitFor();
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Day and time').fill(`${inTwoDays}T08:30`);
    await seenText(page, /08:30:00 [A-Z]/).waitFor();
    await page.getByRole('button', { name: 'Schedule…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Schedule', exact: true }).click();
    await seenText(page, /^It goes out in 2 days|^It goes out tomorrow/).waitFor();
    await (await whenLive(page.getByRole('button', { name: 'Cancel…' }))).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the schedule' }).click();
    await page.getByRole('status').getByText('Cancelled', { exact: true }).waitFor();
    await seenText(page, 'It was cancelled before it went out.').waitFor();
  });

  it('DIS-11: an answer that got lost and a second click send once', async () => {
    await page.goto('/compose');
    await choose(page, 'Everyone');
    await titleOf(page).fill('Only once');
    await seenText(page, 'Reaches 6 devices').waitFor();
    await page.route('**/api/trpc/notifications.send**', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await confirmSend(page);
    await seenText(page, 'The server could not be reached').waitFor();
    await page.unroute('**/api/trpc/notifications.send**');
    await confirmSend(page);
    await page.getByRole('heading', { name: 'Only once' }).waitFor();
    const { notifications } = await readFromPage<Listed>(page, 'notifications.list', { limit: 50 });
    expect(notifications.filter(({ title }) => title === 'Only once')).toHaveLength(1);
  });

  it('T-5: a member composes for their own devices alone, and cannot broadcast whatever they call', async () => {
    await members.goto('/compose');
    await seenText(members, 'Reaches 4 devices: 4 browsers').waitFor();
    expect(await members.getByRole('radio', { name: 'Everyone' }).count()).toBe(0);
    for (const path of ['/insights', '/settings', '/topics/any']) {
      await members.goto(path);
      await members.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    }
    const broadcast = { audience: { broadcast: true }, title: 'No' };
    await expect(callFromPage(members, 'notifications.send', broadcast)).rejects.toThrow('forbidden');
    await expect(
      callFromPage(members, 'notifications.estimate', { audience: broadcast.audience }),
    ).rejects.toThrow('forbidden');
  });

  it(`T-10: ${HOSTILE_TEXTS.length} hostile texts are text in every preview, and nothing is fetched for them`, async () => {
    const context = await running.site.newProfile();
    const fired: string[] = [];
    await context.exposeFunction('boom', () => fired.push('boom'));
    await context.addCookies(await members.context().cookies());
    const writer = await context.newPage();
    const foreign: string[] = [];
    writer.on('request', (request) => {
      if (!request.url().startsWith(running.site.product.webUrl)) foreign.push(request.url());
    });
    await writer.goto('/compose');
    await seenText(writer, 'More options').click();
    await writer.getByRole('textbox', { name: 'Picture' }).fill('https://evil.example/x.png');
    await writer.getByRole('textbox', { name: 'Icon' }).fill('https://evil.example/y.png');
    await writer.getByRole('button', { name: 'Add a button' }).click();
    for (const text of HOSTILE_TEXTS) {
      await titleOf(writer).fill(text);
      await writer.getByRole('textbox', { name: 'Text', exact: true }).fill(text);
      await writer.getByRole('textbox', { name: 'Button 1', exact: true }).fill(text);
    }
    const last = HOSTILE_TEXTS.at(-1)?.trim() ?? '';
    await expect.poll(() => writer.getByRole('figure').last().textContent()).toContain(last);
    expect(
      await writer.locator('main :is(script, iframe, img, object, embed, [onerror], [onload])').count(),
    ).toBe(0);
    expect(fired).toEqual([]);
    expect(foreign).toEqual([]);
    await context.close();
  });
});

function titleOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Title', exact: true });
}

/** The box itself is there for the keyboard and for screen readers; people click its words. */
async function choose(page: Page, name: string): Promise<void> {
  const radio = await whenLive(page.getByRole('radio', { name }));
  await radio.check({ force: true });
}

function focusIsOn(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement);
}

async function confirmSend(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send to 6 devices' }).click();
}
