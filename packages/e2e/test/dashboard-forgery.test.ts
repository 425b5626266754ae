import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackerSite, startAttackerSite } from './attacker-site.ts';
import { callFromPage, readFromPage } from './dashboard-calls.ts';
import { cookieHeader, type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';

const NAME = 'Untouched';

describe('requests that other sites make in a person’s name', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let attacker: AttackerSite;
  let context: BrowserContext;
  let page: Page;
  let deviceId: string;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    attacker = resources.use(await startAttackerSite());
    context = await site.newProfile();
    page = await context.newPage();
    await signUp(page, 'ada@example.org');
    const device = { deviceId: 'phone-1', platform: 'android', name: NAME };
    deviceId = (await callFromPage<{ id: string }>(page, 'devices.register', device)).id;
  });
  afterAll(() => resources.disposeAsync());

  /** Every way in which a page of another origin can send something without being asked for permission. */
  const attacks: ReadonlyArray<readonly [string, (evil: Page, url: string, body: string) => Promise<void>]> =
    [
      [
        'a form with text/plain that reads as JSON',
        (evil, url, body) => submitForm(evil, url, body, 'text/plain'),
      ],
      ['a form', (evil, url, body) => submitForm(evil, url, body, 'application/x-www-form-urlencoded')],
      ['a form with files', (evil, url, body) => submitForm(evil, url, body, 'multipart/form-data')],
      [
        'a script with text/plain',
        (evil, url, body) => sendByScript(evil, url, body, 'text/plain;charset=UTF-8'),
      ],
      [
        'a script with application/json',
        (evil, url, body) => sendByScript(evil, url, body, 'application/json'),
      ],
      [
        'a beacon',
        (evil, url, body) =>
          evil.evaluate(([to, what]) => void navigator.sendBeacon(to, what), [url, body] as const),
      ],
      ['a link (GET)', (evil, url, body) => openLink(evil, `${url}?input=${encodeURIComponent(body)}`)],
      [
        'a link with a batch',
        (evil, url, body) => openLink(evil, `${url}?batch=1&input=${encodeURIComponent(`{"0":${body}}`)}`),
      ],
      ['an image', (evil, url, body) => loadImage(evil, `${url}?input=${encodeURIComponent(body)}`)],
    ];

  it.each(attacks)(
    'T-9: %s changes nothing, from another port of the host and from another site',
    async (_, attack) => {
      for (const origin of [attacker.sameSiteUrl, attacker.crossSiteUrl]) {
        const evil = await context.newPage();
        await evil.goto(origin);
        await attack(evil, endpoint('devices.update'), JSON.stringify({ id: deviceId, name: 'Taken' }));
        await evil.goto(origin);
        await attack(evil, endpoint('devices.revoke'), JSON.stringify({ id: deviceId }));
        await evil.close();
      }
      await expectUntouched();
    },
  );

  it('T-9: a cookie alone changes nothing: without our Origin, with a foreign one, or marked as cross-site', async () => {
    const cookie = await cookieHeader(context, site.product.webUrl);
    const own = { cookie, 'content-type': 'application/json', origin: site.product.webUrl };
    const body = JSON.stringify({ id: deviceId, name: 'Taken' });
    const foreign: ReadonlyArray<Record<string, string>> = [
      { ...own, origin: attacker.sameSiteUrl },
      { ...own, origin: 'null' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { cookie, 'content-type': 'application/json' },
    ];
    for (const headers of foreign) {
      const response = await fetch(endpoint('devices.update'), { method: 'POST', headers, body });
      expect(response.status, JSON.stringify({ ...headers, cookie: '' })).toBe(403);
    }
    const asForm = { ...own, 'content-type': 'text/plain' };
    expect((await fetch(endpoint('devices.update'), { method: 'POST', headers: asForm, body })).status).toBe(
      415,
    );
    await expectUntouched();
    const accepted = await fetch(endpoint('devices.update'), {
      method: 'POST',
      headers: own,
      body: JSON.stringify({ id: deviceId, name: NAME }),
    });
    expect(accepted.status).toBe(200);
  });

  it('T-9: nobody can be signed in or out from another site', async () => {
    const evil = await context.newPage();
    await evil.goto(attacker.sameSiteUrl);
    await submitForm(
      evil,
      `${site.product.webUrl}/api/auth/signout`,
      '{}',
      'application/x-www-form-urlencoded',
    );
    await evil.goto(attacker.sameSiteUrl);
    await submitForm(
      evil,
      `${site.product.webUrl}/api/auth/callback/password`,
      '{}',
      'application/x-www-form-urlencoded',
    );
    await evil.goto(`${site.product.webUrl}/api/auth/signout`);
    await evil.close();
    await expectUntouched();
  });

  it('T-9, T-13: the session cookie is out of reach of scripts and of other sites', async () => {
    const cookies = await context.cookies(site.product.webUrl);
    const session = cookies.find(({ name }) => name.includes('session-token'));
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  });

  it('API-3: a body over 64 KiB, nesting over 20 and a batch of more than ten calls are refused', async () => {
    const cookie = await cookieHeader(context, site.product.webUrl);
    const headers = { cookie, 'content-type': 'application/json', origin: site.product.webUrl };
    const body = JSON.stringify({ id: deviceId, name: 'x'.repeat(70_000) });
    expect((await fetch(endpoint('devices.update'), { method: 'POST', headers, body })).status).toBe(413);
    const deep = `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`;
    expect((await fetch(endpoint('devices.update'), { method: 'POST', headers, body: deep })).status).toBe(
      400,
    );
    const asQuery = `${endpoint('devices.list')}?input=${encodeURIComponent(deep)}`;
    expect((await fetch(asQuery, { headers })).status).toBe(400);
    const names = Array.from({ length: 11 }, () => 'auth.me').join(',');
    expect((await fetch(`${endpoint(names)}?batch=1&input=%7B%7D`, { headers })).status).toBe(400);
  });

  function endpoint(procedure: string): string {
    return `${site.product.webUrl}/api/trpc/${procedure}`;
  }

  async function expectUntouched(): Promise<void> {
    const device = await readFromPage<{ name: string; status: string }>(page, 'devices.get', {
      id: deviceId,
    });
    expect(device).toMatchObject({ name: NAME, status: 'active' });
  }
});

/** A form whose one field, `{"…":"…", "x":"` and `"}` around the equals sign, reads as JSON when it is sent as text. */
async function submitForm(evil: Page, url: string, body: string, enctype: string): Promise<void> {
  const navigation = evil.waitForNavigation();
  await evil.evaluate(
    ([to, json, type]) => {
      const form = Object.assign(document.createElement('form'), {
        action: to,
        method: 'POST',
        enctype: type,
      });
      const field = document.createElement('input');
      field.name = `${json?.slice(0, -1)},"x":"`;
      field.value = '"}';
      form.append(field);
      document.body.append(form);
      form.submit();
    },
    [url, body, enctype],
  );
  await navigation;
}

async function sendByScript(evil: Page, url: string, body: string, type: string): Promise<void> {
  await evil.evaluate(
    async ([to, what, contentType]) => {
      const mode = contentType?.startsWith('text/') ? 'no-cors' : 'cors';
      const headers = { 'content-type': contentType ?? '' };
      const request = fetch(to ?? '', {
        method: 'POST',
        mode,
        credentials: 'include',
        headers,
        body: what ?? '',
      });
      await request.catch(() => 'refused by the browser itself');
    },
    [url, body, type],
  );
}

async function openLink(evil: Page, url: string): Promise<void> {
  await evil.goto(url);
}

async function loadImage(evil: Page, url: string): Promise<void> {
  await evil.evaluate(
    (source) =>
      new Promise((resolve) => {
        const image = new Image();
        image.onload = image.onerror = resolve;
        image.src = source;
      }),
    url,
  );
}
