import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromPage } from './dashboard-calls.ts';
import { cookieHeader, type DashboardSite, signUp, startDashboardSite } from './dashboard-site.ts';

const SECRET_NAME = 'canary-device-7f3a';
const ADA = 'ada@example.org';

/** Requests that made a dashboard skip its gate, in Next.js and elsewhere. */
const BYPASSES: ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> = [
  ['nothing special', {}],
  ['CVE-2025-29927, Next.js 15', { 'x-middleware-subrequest': Array(5).fill('src/middleware').join(':') }],
  ['CVE-2025-29927, without src', { 'x-middleware-subrequest': Array(5).fill('middleware').join(':') }],
  ['CVE-2025-29927, as a proxy', { 'x-middleware-subrequest': Array(5).fill('src/proxy').join(':') }],
  ['CVE-2025-29927, Next.js 12', { 'x-middleware-subrequest': 'pages/_middleware' }],
  ['an internal rewrite', { 'x-middleware-rewrite': '/devices', 'x-middleware-next': '1' }],
  ['overridden headers', { 'x-middleware-override-headers': 'cookie', 'x-middleware-request-cookie': 'a=b' }],
  [
    'internal routing',
    { 'x-invoke-path': '/devices', 'x-invoke-output': '/devices', 'x-matched-path': '/devices' },
  ],
  ['a data request', { 'x-nextjs-data': '1' }],
  ['React’s payload', { rsc: '1' }],
  ['React’s payload, prefetched', { rsc: '1', 'next-router-prefetch': '1' }],
  [
    'React’s payload, one segment',
    { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  ],
  ['React’s payload with a state that has the layout', { rsc: '1', 'next-router-state-tree': stateTree() }],
  ['a server action', { 'next-action': '0'.repeat(40), 'content-type': 'text/plain' }],
  ['a preview', { cookie: '__prerender_bypass=1; __next_preview_data=1' }],
  ['another address of the client', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' }],
  [
    'another host',
    { 'x-forwarded-host': 'localhost', 'x-original-url': '/devices', 'x-rewrite-url': '/devices' },
  ],
  ['a forged cookie', { cookie: 'next-auth.session-token=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' }],
];

describe('ways round the dashboard’s gate', () => {
  const resources = new AsyncDisposableStack();
  let site: DashboardSite;
  let adas: BrowserContext;
  let deviceId: string;
  let notificationId: string;

  beforeAll(async () => {
    site = resources.use(await startDashboardSite({}));
    adas = await site.newProfile();
    const page = await adas.newPage();
    await signUp(page, ADA);
    const device = { deviceId: 'phone-1', platform: 'android', name: SECRET_NAME };
    deviceId = (await callFromPage<{ id: string }>(page, 'devices.register', device)).id;
    const message = { audience: { deviceIds: [deviceId] }, title: SECRET_NAME };
    notificationId = (await callFromPage<{ id: string }>(page, 'notifications.send', message)).id;
  });
  afterAll(() => resources.disposeAsync());

  function paths(): readonly string[] {
    const pages = [
      '/',
      '/devices',
      `/devices/${deviceId}`,
      '/notifications',
      `/notifications/${notificationId}`,
      '/compose',
      `/compose?device=${deviceId}`,
      '/topics',
      '/topics/releases',
      '/insights',
      '/settings',
      '/account',
    ];
    const disguised = [
      '//devices',
      '/devices/',
      '/./devices',
      '/%64evices',
      '/devices;x',
      '/DEVICES',
      '/devices?_rsc=1',
    ];
    const data = [
      '/_next/data/build/devices.json',
      '/devices.rsc',
      '/devices.txt',
      `/devices/${deviceId}.rsc`,
    ];
    const segments = ['/devices.segments/_tree.segment.rsc', '/devices.segments/__PAGE__.segment.rsc'];
    const calls = [
      'devices.list?input=%7B%7D',
      'notifications.list?input=%7B%7D',
      'auth.me',
      'auth.listSessions',
    ];
    return [
      ...pages,
      ...disguised,
      ...data,
      ...segments,
      ...calls.map((call) => `/api/trpc/${call}`),
      '/api/auth/session',
    ];
  }

  it.each(BYPASSES)('T-14: %s gives a stranger no data, on any page, payload or call', async (_, headers) => {
    const method = 'next-action' in headers ? 'POST' : 'GET';
    for (const path of paths()) {
      const { body } = await ask(path, { method, headers });
      expect(body, path).not.toContain(SECRET_NAME);
      expect(body, path).not.toContain(ADA);
    }
  });

  it('T-14, T-5: another member sees nothing of it either, and cannot tell whether it exists', async () => {
    const profile = await site.newProfile();
    await signUp(await profile.newPage(), 'bo@example.org');
    const cookie = await cookieHeader(profile, site.product.webUrl);
    for (const [, headers] of BYPASSES.filter(
      ([, given]) => !('cookie' in given) && !('next-action' in given),
    )) {
      for (const path of [
        `/devices/${deviceId}`,
        `/notifications/${notificationId}`,
        `/compose?device=${deviceId}`,
      ]) {
        const { body } = await ask(path, { method: 'GET', headers: { ...headers, cookie } });
        expect(body, path).not.toContain(SECRET_NAME);
        expect(body, path).not.toContain(ADA);
      }
    }
    const missing = deviceId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const [hidden, absent] = await Promise.all(
      [deviceId, missing].map(async (id) => await seen(await profile.newPage(), `/devices/${id}`)),
    );
    expect(hidden).toBe(absent);
    await profile.close();
  });

  it('T-14: the very same requests show it to its owner, so that the test looks in the right place', async () => {
    const cookie = await cookieHeader(adas, site.product.webUrl);
    for (const headers of [{}, { rsc: '1' }]) {
      for (const path of [
        '/devices',
        `/devices/${deviceId}`,
        `/notifications/${notificationId}`,
        `/compose?device=${deviceId}`,
      ]) {
        expect((await ask(path, { method: 'GET', headers: { ...headers, cookie } })).body, path).toContain(
          SECRET_NAME,
        );
      }
    }
  });

  it('T-10: every page forbids scripts without its nonce, frames, and foreign bases, and no answer is kept', async () => {
    for (const path of ['/sign-in', '/nowhere', '/devices']) {
      const nonces = new Set<string>();
      for (let round = 0; round < 2; round += 1) {
        const { headers, body } = await ask(path, { method: 'GET', headers: {} });
        const policy = headers.get('content-security-policy') ?? '';
        expect(policy).toMatch(/script-src 'self' 'nonce-[^']{20,}' 'strict-dynamic'(;|$)/);
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).toContain("base-uri 'none'");
        expect(policy).not.toContain("'unsafe-eval'");
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-powered-by')).toBeNull();
        expect(headers.get('cache-control')).toContain('no-store');
        nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
        for (const [tag] of body.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain('nonce="');
      }
      expect(nonces.size).toBe(2);
    }
  });

  interface Asked {
    readonly headers: Headers;
    readonly body: string;
  }

  async function ask(
    path: string,
    request: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  ): Promise<Asked> {
    const body = request.method === 'POST' ? '[]' : null;
    const url = `${site.product.webUrl}${path}`;
    // Followed, because Next.js sends requests for React's payload once more to an address with their digest.
    const response = await fetch(url, { ...request, body });
    return {
      headers: response.headers,
      body: `${await response.text()}${JSON.stringify([...response.headers])}`,
    };
  }
});

/** What a person reads on a page. */
async function seen(page: Page, path: string): Promise<string> {
  await page.goto(path);
  await page.getByRole('heading').first().waitFor();
  return (await page.locator('main').textContent()) ?? '';
}

/** A router state that claims to have the frame already, so that only the page would be rendered. */
function stateTree(): string {
  const tree = [
    '',
    { children: ['(dashboard)', { children: ['devices', { children: ['__PAGE__', {}, null, 'refetch'] }] }] },
  ];
  return encodeURIComponent(JSON.stringify(tree));
}
