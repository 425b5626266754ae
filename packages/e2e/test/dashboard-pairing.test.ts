import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFromPage } from './dashboard-calls.ts';
import { type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';
import { DESK, expectAccessibleInThemes } from './expect-accessible-in-themes.ts';
import { seenText } from './seen-text.ts';
import { whenLive } from './when-live.ts';

interface Pairing {
  readonly id: string;
  readonly code: string;
  readonly verifier: string;
}

describe('pairing an app from the dashboard', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let page: Page;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({ PUBLIC_API_URL: 'https://push.example.org' }));
    page = await (await site.newProfile({ viewport: DESK })).newPage();
    await signUp(page, 'ada@example.org');
  });
  afterAll(() => resources.disposeAsync());

  /** What an app does without anybody being signed in. */
  async function callAsApp<Answer>(path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${site.product.apiUrl}/api/v1/auth/pairings${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  function askToPair(deviceId: string): Promise<Pairing> {
    const asked = { device_id: deviceId, platform: 'android', name: 'Ada’s Pixel', model: 'Pixel 9' };
    return callAsApp('', asked);
  }

  async function statusOf({ id, verifier }: Pairing): Promise<string> {
    const query = new URLSearchParams({ verifier });
    return (await callAsApp<{ status: string }>(`/${id}?${query}`)).status;
  }

  it('AUTH-4: a pasted code shows who asks and what it will be allowed; approved, the app is signed in and its device listed', async () => {
    const pairing = await askToPair('pixel-1');
    await page.goto('/devices');
    await (await whenLive(page.getByRole('link', { name: 'Pair a phone' }))).click();
    const field = page.getByRole('textbox', { name: 'Code' });
    await whenLive(field);
    await field.fill(`${pairing.code.slice(0, 3)}-${pairing.code.slice(3)}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Ada’s Pixel wants to be paired' }).waitFor();
    await seenText(page, 'signed in as you, ada@example.org').waitFor();
    await seenText(page, 'You are an administrator, and so is it').waitFor();
    await expect.poll(() => page.getByRole('timer').textContent()).toMatch(/^[34]:\d\d$/);
    await expectAccessibleInThemes(page, 'what asks to be paired');
    expect(await statusOf(pairing)).toBe('pending');

    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Ada’s Pixel is paired' }).waitFor();
    const { access_token: token } = await callAsApp<{ access_token: string }>(`/${pairing.id}/exchange`, {
      verifier: pairing.verifier,
    });
    expect(token).not.toBe('');
    await page.getByRole('link', { name: 'Open the device' }).click();
    await page.getByRole('heading', { name: 'Ada’s Pixel', exact: true }).waitFor();
  });

  it('AUTH-4: a link fills the code in and decides nothing; rejected, the app learns so and gets nothing', async () => {
    const pairing = await askToPair('pixel-2');
    await page.goto(`/pair?code=${pairing.code}`);
    const field = page.getByRole('textbox', { name: 'Code' });
    await expect.poll(() => field.inputValue()).toBe(`${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}`);
    await seenText(page, 'It came with the link').waitFor();
    expect(await statusOf(pairing)).toBe('pending');
    await (await whenLive(page.getByRole('button', { name: 'Continue' }))).click();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('heading', { name: 'Ada’s Pixel is turned away' }).waitFor();
    expect(await statusOf(pairing)).toBe('rejected');
    const { devices } = await readFromPage<{ devices: { deviceId: string }[] }>(page, 'devices.list', {});
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(['pixel-1']);
  });

  it('AUTH-4: an unfinished and a wrong code are refused beside the field, and the QR code holds the server’s address', async () => {
    await page.goto('/pair');
    const field = page.getByRole('textbox', { name: 'Code' });
    await (await whenLive(field)).fill('12');
    await page.getByRole('button', { name: 'Continue' }).click();
    await seenText(page, 'Expected the six digits that the app shows').waitFor();
    await field.fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole('img', { name: 'QR code of https://push.example.org' }).waitFor();
    await expectAccessibleInThemes(page, 'entering a code');
  });

  it('AUTH-4: somebody who has to sign in first comes back to the code of the link', async () => {
    const other = await (await site.newProfile()).newPage();
    await other.goto('/pair?code=123456');
    await other.waitForURL('**/sign-in?next=%2Fpair%3Fcode%3D123456');
    await other.context().close();
  });
});
