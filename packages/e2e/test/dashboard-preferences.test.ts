import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { DESK, expectAccessibleInThemes } from './expect-accessible-in-themes.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

interface Stored {
  readonly categories: string[] | null;
  readonly quietHours: { readonly timeZone: string; readonly end: string; readonly enabled: boolean } | null;
  readonly sound: boolean;
}

describe('preferences in the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let page: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    page = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(page, 'ada@example.org');
  });
  afterAll(() => resources.disposeAsync());

  const stored = () => readFromPage<Stored>(page, 'preferences.get', {});

  it('quiet hours are filled in by the clock of a zone that is found by typing, refused beside the field, saved, and said in words', async () => {
    await page.goto('/preferences');
    const quiet = page.getByRole('region', { name: 'Quiet hours' });
    await (await whenLive(quiet.getByRole('switch'))).click();
    await quiet.getByLabel('From').fill('22:30');
    await quiet.getByLabel('Until').fill('22:30');
    await quiet.getByRole('combobox', { name: 'Time zone' }).fill('new york');
    await quiet.getByRole('option', { name: /America\/New York/ }).waitFor();
    await page.keyboard.press('Enter');
    await quiet.getByRole('button', { name: 'Save quiet hours' }).click();
    await quiet.getByText('Expected another time than start').waitFor();
    expect((await stored()).quietHours).toBeNull();
    await quiet.getByLabel('Until').fill('06:30');
    await quiet.getByText('8 h a day').waitFor();
    await quiet.getByRole('button', { name: 'Save quiet hours' }).click();
    await seenText(page, 'Your quiet hours are saved').waitFor();
    await expectAccessibleInThemes(page, 'the preferences');
    await page.reload();
    await quiet.getByText('America/New York, where it is').waitFor();
    await quiet.getByText(/quiet (now|time)/).waitFor();
    expect((await stored()).quietHours).toMatchObject({ timeZone: 'America/New_York', end: '06:30' });
    await (await whenLive(quiet.getByRole('switch'))).click();
    await quiet.getByText('Quiet hours are off').waitFor();
    await expect.poll(async () => (await stored()).quietHours?.enabled).toBe(false);
  });

  it('categories and sound are saved with the click; until a category is named, the earlier choice holds', async () => {
    await page.goto('/preferences');
    const categories = page.getByRole('region', { name: 'Categories' });
    await whenLive(categories.getByRole('radio', { name: 'None' }));
    await categories.getByText('Only those I name').click();
    await categories.getByText('Until then every category comes').waitFor();
    expect((await stored()).categories).toBeNull();
    await categories.getByRole('textbox').fill('deploys, invoices,');
    await categories.getByText('only “deploys” and “invoices” come').waitFor();
    await expect.poll(async () => (await stored()).categories).toEqual(['deploys', 'invoices']);
    await categories.getByRole('button', { name: 'Remove deploys' }).click();
    await expect.poll(async () => (await stored()).categories).toEqual(['invoices']);
    await categories.getByText('None', { exact: true }).click();
    await expect.poll(async () => (await stored()).categories).toEqual([]);
    await page.getByRole('switch', { name: 'Play a sound' }).click();
    await seenText(page, 'Messages arrive in silence').waitFor();
    await expect.poll(async () => (await stored()).sound).toBe(false);
  });

  it('a change that cannot be saved is taken back, and said', async () => {
    await page.goto('/preferences');
    const sound = page.getByRole('switch', { name: 'Play a sound' });
    await whenLive(sound);
    await page.route('**/api/trpc/preferences.update*', (route) => route.abort());
    await sound.click();
    await seenText(page, 'That could not be saved').waitFor();
    await expect.poll(() => sound.isChecked()).toBe(false);
    await page.unroute('**/api/trpc/preferences.update*');
  });

  it('quiet hours that could not be turned off stay on, and off is what they were, whatever stands in the form', async () => {
    await page.goto('/preferences');
    const quiet = page.getByRole('region', { name: 'Quiet hours' });
    const isOn = await whenLive(quiet.getByRole('switch'));
    await isOn.click();
    await quiet.getByRole('button', { name: 'Save quiet hours' }).click();
    await expect.poll(async () => (await stored()).quietHours?.enabled).toBe(true);
    await page.route('**/api/trpc/preferences.update*', (route) => route.abort());
    await isOn.click();
    await seenText(page, 'That could not be saved').waitFor();
    await expect.poll(() => isOn.isChecked()).toBe(true);
    await page.unroute('**/api/trpc/preferences.update*');
    await quiet.getByLabel('From').fill('');
    await isOn.click();
    await quiet.getByText('Quiet hours are off').waitFor();
    await expect
      .poll(async () => (await stored()).quietHours)
      .toMatchObject({ start: '22:30', enabled: false });
  });
});
