import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollAgent, type RunningAgent } from './agent-calls.ts';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { expectAccessible } from './expect-accessible.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

interface Listed {
  readonly devices: ReadonlyArray<{
    readonly id: string;
    readonly userId: string;
    readonly name: string;
    readonly status: string;
    readonly tags: readonly string[];
  }>;
}

describe('many devices at once, tags and other people’s devices', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  /** An administrator. */
  let page: Page;
  /** A member. */
  let other: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    page = await (await site.newProfile({ viewport: { width: 1280, height: 900 } })).newPage();
    await signUp(page, 'ada@example.org');
    await register('Ada’s phone');
    await callFromPage(page, 'devices.register', { deviceName: 'Ada’s agent' });
    other = await (await site.newProfile()).newPage();
    await signUp(other, 'bo@example.org');
    await callFromPage(other, 'devices.register', phone('Greenhouse', ['garden']));
  });
  afterAll(() => resources.disposeAsync());

  const phone = (name: string, tags: readonly string[] = []) => ({
    deviceId: `${name}-1`,
    platform: 'android',
    name,
    tags,
  });

  async function register(...names: readonly string[]): Promise<void> {
    for (const name of names) await callFromPage(page, 'devices.register', phone(name));
  }

  async function listed(input: object = {}): Promise<Listed['devices']> {
    return (await readFromPage<Listed>(page, 'devices.list', { limit: 100, ...input })).devices;
  }

  /** A word that no other device has in its name, also when a test is tried again. */
  let words = 0;
  const unique = (word: string): string => `${word}${++words}`;

  const boxOf = (name: string): Locator =>
    page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
  const bar = (): Locator => page.getByRole('region', { name: 'Selected devices' });

  it('REG-14: boxes are ticked one by one, as a range with Shift by mouse and by keyboard, and all; the count is announced', async () => {
    await register('Range 1', 'Range 2', 'Range 3', 'Range 4');
    await page.goto('/devices?q=range');
    await (await whenLive(boxOf('Range 1'))).check();
    const announced = page.getByRole('status').filter({ hasText: 'selected' });
    await expect.poll(() => announced.textContent()).toBe('1 of 4 devices selected');
    // Newest first: from Range 1 upwards.
    await boxOf('Range 3').click({ modifiers: ['Shift'] });
    await expect.poll(() => announced.textContent()).toBe('3 of 4 devices selected');
    expect(await boxOf('Range 2').isChecked()).toBe(true);
    await boxOf('Range 2').focus();
    await page.keyboard.press('Shift+Space');
    await expect.poll(() => announced.textContent()).toBe('1 of 4 devices selected');
    expect(await boxOf('Range 1').isChecked()).toBe(true);
    await page.getByRole('checkbox', { name: 'Select all listed devices' }).check();
    await expect.poll(() => announced.textContent()).toBe('4 of 4 devices selected');
    await expectAccessible(page, 'a selection');
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await bar().waitFor({ state: 'detached' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Select all listed devices');
  });

  it('REG-14: what is selected is let go when other filters hide it', async () => {
    await page.goto('/devices?q=range');
    await (await whenLive(boxOf('Range 1'))).check();
    await bar().waitFor();
    await page.getByRole('button', { name: 'Revoked', exact: true }).click();
    await bar().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await boxOf('Range 1').waitFor();
    expect(await boxOf('Range 1').isChecked()).toBe(false);
  });

  it('REG-14: revoking many says first how many of what end, and then what became of each', async () => {
    const word = unique('void');
    await register(`${word} phone`, `${word} gone`);
    const agent = await callFromPage<RunningAgent>(page, 'devices.register', { deviceName: `${word} agent` });
    await callFromPage(page, 'devices.revoke', { id: `${word} gone-1` });
    await page.goto(`/devices?q=${word}`);
    await (await whenLive(boxOf(`${word} agent`))).waitFor();
    await page.getByRole('checkbox', { name: 'Select all listed devices' }).check();
    await bar().getByRole('button', { name: 'Revoke…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 2 devices?' });
    await dialog.getByText('1 browser or app stops receiving').waitFor();
    await dialog.getByText('1 agent stops at once. Its secret ends').waitFor();
    await dialog.getByText('1 of them was revoked before').waitFor();
    await expectAccessible(page, 'revoking many');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await pollAgent(site.product.apiUrl, agent)).status).toBe(200);
    await bar().getByRole('button', { name: 'Revoke…' }).click();
    await dialog.getByRole('button', { name: 'Revoke 2 devices' }).click();
    const report = page.getByRole('dialog', { name: 'What was done' });
    await report.getByText('2 devices are revoked. 1 is as it was before.').waitFor();
    await expectAccessible(page, 'the report of a bulk action');
    await report.getByRole('button', { name: 'Done' }).click();
    await bar().waitFor({ state: 'detached' });
    expect((await listed({ search: word, status: 'active' })).length).toBe(0);
    await expect.poll(async () => (await pollAgent(site.product.apiUrl, agent)).status).toBe(401);
  });

  it('REG-14: renaming many by a pattern or one by one; what cannot be is said before, and what the server refuses after', async () => {
    const [word, taken, made] = [unique('nova'), unique('Elsewhere'), unique('Kiosk')];
    await register(`${word} 1`, `${word} 2`);
    for (const deviceName of [`${word} agent`, taken]) {
      await callFromPage(page, 'devices.register', { deviceName });
    }
    await page.goto(`/devices?q=${word}`);
    await (await whenLive(boxOf(`${word} agent`))).waitFor();
    await page.getByRole('checkbox', { name: 'Select all listed devices' }).check();
    await bar().getByRole('button', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename 3 devices' });
    await dialog.getByLabel('Pattern').fill(`${made} {n}`);
    await page.keyboard.press('Enter');
    await dialog.getByText('3 devices get new names.').waitFor();
    expect(await dialog.getByRole('textbox', { name: `${word} agent` }).inputValue()).toBe(`${made} 1`);
    await dialog.getByRole('textbox', { name: `${word} agent` }).fill('');
    await dialog.getByText('An agent needs a name').waitFor();
    expect(await dialog.getByRole('button', { name: 'Rename' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: `${word} agent` }).fill(taken);
    await expectAccessible(page, 'renaming many');
    await dialog.getByRole('button', { name: 'Rename 3 devices' }).click();
    const report = page.getByRole('dialog', { name: 'What was done' });
    await report.getByText('2 devices are renamed. 1 could not be changed.').waitFor();
    await report.getByText('another of your agents has this name').waitFor();
    await report.getByRole('button', { name: 'Done' }).click();
    const names = (await listed({ search: made })).map(({ name }) => name);
    expect(names.toSorted()).toEqual([`${made} 2`, `${made} 3`]);
  });

  it('REG-15: tags are edited by keyboard, found by a click, and stand in the address', async () => {
    await register('Tagged', 'Untagged');
    await page.goto('/devices?q=tagged');
    await (await whenLive(page.getByRole('button', { name: 'Actions for Tagged' }))).click();
    await page.getByRole('menuitem', { name: 'Edit tags…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags of Tagged' });
    const field = dialog.getByRole('textbox', { name: 'Add a tag' });
    await field.fill('kitchen');
    await field.press('Enter');
    await dialog.getByRole('button', { name: 'Remove the tag kitchen' }).waitFor();
    await field.fill('spare');
    await field.press('Enter');
    await dialog.getByRole('button', { name: 'Remove the tag spare' }).waitFor();
    // Backspace steps to the last tag; only a second one takes it away.
    await field.press('Backspace');
    await page.keyboard.press('Backspace');
    await dialog.getByRole('button', { name: 'Remove the tag spare' }).waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await listed({ search: 'tagged' })).find(({ name }) => name === 'Tagged')?.tags)
      .toEqual(['kitchen']);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Show devices with the tag kitchen' }).click();
    await page.getByRole('link', { name: 'Untagged' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('tag')).toBe('kitchen');
    await page.reload();
    await page.getByRole('link', { name: 'Tagged', exact: true }).waitFor();
    await (
      await whenLive(page.getByRole('button', { name: 'Show devices with any tag, not only kitchen' }))
    ).click();
    await page.getByRole('link', { name: 'Untagged' }).waitFor();
  });

  it('REG-4: agents and push devices are told apart by a filter in the address', async () => {
    await page.goto('/devices');
    await (await whenLive(page.getByRole('combobox', { name: 'Kind' }))).selectOption('agent');
    await page.getByRole('link', { name: 'Ada’s agent' }).waitFor();
    await page.getByRole('link', { name: 'Ada’s phone' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?kind=agent');
  });

  it('REG-13: an administrator looks at other people’s devices, and is offered nothing that only their owner may do', async () => {
    await page.goto('/devices');
    await (await whenLive(page.getByRole('combobox', { name: 'Whose devices' }))).selectOption('find');
    await page.getByRole('combobox', { name: 'Person' }).fill('bo@');
    await page.getByRole('option', { name: /bo@example\.org/ }).click();
    await page.getByRole('link', { name: 'Greenhouse' }).waitFor();
    await seenText(page, 'You see the devices of bo@example.org as an administrator').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await expectAccessible(page, 'somebody’s devices');
    await page.getByRole('combobox', { name: 'Whose devices' }).selectOption('all');
    await page.getByRole('link', { name: 'Ada’s agent' }).waitFor();
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Greenhouse' }) });
    await row.getByText('bo@example.org').filter({ visible: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?user=all');
    await page.reload();
    await (await whenLive(page.getByRole('button', { name: 'Actions for Greenhouse' }))).click();
    await page.getByRole('menuitem', { name: 'Open' }).click();
    await page.getByRole('heading', { name: 'Greenhouse' }).waitFor();
    await page.getByText('Belongs to').waitFor();
    expect(await page.getByRole('region', { name: 'Danger zone' }).count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'Add a tag' }).count()).toBe(0);
  });

  it('T-5: a member who asks for everybody’s devices by the address gets their own', async () => {
    await other.goto('/devices?user=all');
    await other.getByRole('link', { name: 'Greenhouse' }).waitFor();
    expect(await other.getByRole('link', { name: 'Ada’s agent' }).count()).toBe(0);
    expect(await other.getByRole('combobox', { name: 'Whose devices' }).count()).toBe(0);
  });

  it('DIS-2: an administrator finds anybody’s device by name when they write', async () => {
    await page.goto('/compose');
    await (await whenLive(page.getByRole('radio', { name: 'Devices' }))).check({ force: true });
    await page.getByRole('combobox', { name: 'Devices' }).fill('greenh');
    await page.getByRole('option', { name: /Greenhouse.*bo@example\.org/ }).click();
    await seenText(page, 'Reaches 1 device').waitFor();
  });

  it('quiet hours and sound of one device are its own, until they follow the person again', async () => {
    const [device] = await listed({ search: 'Ada’s phone' });
    await page.goto(`/devices/${device?.id}`);
    const panel = page.getByRole('region', { name: 'When messages come' });
    await (await whenLive(panel.getByText('Hours of its own'))).click();
    await panel.getByLabel('From').fill('12:00');
    await panel.getByLabel('Until').fill('13:00');
    await panel.getByRole('button', { name: 'Save quiet hours' }).click();
    await panel.getByRole('button', { name: 'Save quiet hours' }).waitFor({ state: 'detached' });
    await panel.getByText('In silence').click();
    await panel.getByText('Messages arrive in silence.').waitFor();
    await expectAccessible(page, 'a device’s preferences');
    const stored = await readFromPage<object>(page, 'devices.preferences', { id: device?.id });
    expect(stored).toMatchObject({
      sound: false,
      quietHours: { enabled: true, start: '12:00', end: '13:00' },
    });
    const quiet = panel.getByRole('group', { name: 'Quiet hours of this device' });
    await quiet.getByText('As in my preferences').click();
    await panel.getByText('Messages come to it at any time.').waitFor();
  });
});
