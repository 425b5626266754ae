import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Expo } from 'expo-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startExpoSimulator } from '../src/expo/simulator.ts';
import type { ExpoSimulator } from '../src/expo/simulator-interface.ts';

const ACCESS_TOKEN = 'an-access-token-of-expo';

/** Expo's own client is the oracle: what it takes for a good answer, and which errors it reads. */
describe('the stock expo-server-sdk against the simulator', () => {
  let nowMs = Date.now();
  let simulator: ExpoSimulator;
  let expo: Expo;
  let anonymous: Expo;

  beforeAll(async () => {
    simulator = await startExpoSimulator({
      accessToken: ACCESS_TOKEN,
      messagesPerSecond: 200,
      now: () => nowMs,
    });
    setDefaultCACertificates([...getCACertificates('default'), simulator.caPem]);
    // It reads its address when it is loaded.
    vi.stubEnv('EXPO_BASE_URL', simulator.settings.baseUrl);
    const sdk = await import('expo-server-sdk');
    expo = new sdk.Expo({ accessToken: ACCESS_TOKEN, retryMinTimeout: 1 });
    anonymous = new sdk.Expo({ retryMinTimeout: 1 });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await simulator[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    simulator.clearHits();
    simulator.putScript({ rules: [] });
    // Another second, so that no test meets what another sent.
    nowMs += 2_000;
  });

  const messagesTo = (tokens: readonly string[]) =>
    tokens.map((to) => ({ to, title: 'Hello', data: { n: 1 } }));
  const mint = (count: number) => Array.from({ length: count }, () => simulator.mint({}));

  it('DIS-10: sends, compressed, in its own chunks, and gets a ticket for each message', async () => {
    const tokens = mint(150);
    const chunks = expo.chunkPushNotifications(messagesTo(tokens));
    const tickets = (await Promise.all(chunks.map((chunk) => expo.sendPushNotificationsAsync(chunk)))).flat();
    expect(tickets.map(({ status }) => status)).toEqual(Array(150).fill('ok'));
    for (const token of tokens)
      expect(simulator.messages(token)).toMatchObject([{ to: token, title: 'Hello' }]);
    expect(simulator.hits()).toMatchObject({ hits: 150, taken: 150 });
  });

  it('DIS-10: a message to several tokens is as many messages', async () => {
    const tokens = mint(3);
    const tickets = await expo.sendPushNotificationsAsync([{ to: tokens, body: 'Hello' }]);
    expect(tickets).toHaveLength(3);
    expect(simulator.hits().distinctTargetsTaken).toBe(3);
  });

  it.each(['DeviceNotRegistered', 'MessageRateExceeded', 'InvalidCredentials', 'MessageTooBig'] as const)(
    'DIS-5: %s in a ticket, and in a receipt',
    async (error) => {
      const [refused, failing] = [simulator.mint({ ticket: error }), simulator.mint({ receipt: error })];
      const tickets = await expo.sendPushNotificationsAsync(messagesTo([refused, failing]));
      expect(tickets[0]).toMatchObject({ status: 'error', details: { error } });
      const id = tickets[1]?.status === 'ok' ? tickets[1].id : '';
      const receipts = await expo.getPushNotificationReceiptsAsync([id]);
      expect(receipts[id]).toMatchObject({ status: 'error', details: { error } });
    },
  );

  it('DIS-5: a receipt comes when its time has come, and goes after a day', async () => {
    const [ticket] = await expo.sendPushNotificationsAsync(
      messagesTo([simulator.mint({ receiptAfterMs: 60_000 })]),
    );
    const id = ticket?.status === 'ok' ? ticket.id : '';
    expect(await expo.getPushNotificationReceiptsAsync([id])).toEqual({});
    nowMs += 60_000;
    expect(await expo.getPushNotificationReceiptsAsync([id])).toEqual({ [id]: { status: 'ok' } });
    nowMs += 24 * 3_600_000;
    expect(await expo.getPushNotificationReceiptsAsync([id])).toEqual({});
  });

  it('DIS-5: a message that is larger than Apple and Google take gets its ticket, and a receipt that says so', async () => {
    const [ticket] = await expo.sendPushNotificationsAsync([
      { to: simulator.mint({}), data: { text: 'x'.repeat(4_096) } },
    ]);
    const id = ticket?.status === 'ok' ? ticket.id : '';
    expect((await expo.getPushNotificationReceiptsAsync([id]))[id]).toMatchObject({
      details: { error: 'MessageTooBig' },
    });
  });

  it('DIS-10: messages of several projects are refused, with the tokens of each', async () => {
    const [mine, theirs] = [simulator.mint({ project: '@me/app' }), simulator.mint({ project: '@they/app' })];
    await expect(expo.sendPushNotificationsAsync(messagesTo([mine, theirs]))).rejects.toMatchObject({
      code: 'PUSH_TOO_MANY_EXPERIENCE_IDS',
      statusCode: 400,
      details: { '@me/app': [mine], '@they/app': [theirs] },
    });
    expect(simulator.messages(mine)).toHaveLength(0);
  });

  it.each([
    [
      'a hundred and one messages',
      'PUSH_TOO_MANY_NOTIFICATIONS',
      () => expo.sendPushNotificationsAsync(messagesTo(mint(101))),
    ],
    [
      'a thousand and one receipts',
      'PUSH_TOO_MANY_RECEIPTS',
      () => expo.getPushNotificationReceiptsAsync(Array.from({ length: 1_001 }, (_, index) => `${index}`)),
    ],
    [
      'a member that Expo does not know',
      'VALIDATION_ERROR',
      () => expo.sendPushNotificationsAsync([{ to: simulator.mint({}), tittle: 'Hello' } as { to: string }]),
    ],
    [
      'a request without the access token',
      'UNAUTHORIZED',
      () => anonymous.sendPushNotificationsAsync(messagesTo(mint(1))),
    ],
    ['receipts without it', 'UNAUTHORIZED', () => anonymous.getPushNotificationReceiptsAsync(['id'])],
  ])('DIS-10: %s: %s', async (_, code, call) => {
    await expect(call()).rejects.toMatchObject({ code });
  });

  it('F-5: a project that sends too much in a second is told so, and may go on in the next', async () => {
    await expo.sendPushNotificationsAsync(messagesTo(mint(100)));
    await expo.sendPushNotificationsAsync(messagesTo(mint(100)));
    await expect(expo.sendPushNotificationsAsync(messagesTo(mint(1)))).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      statusCode: 429,
    });
    nowMs += 1_000;
    expect(await expo.sendPushNotificationsAsync(messagesTo(mint(1)))).toMatchObject([{ status: 'ok' }]);
    expect(simulator.peakPerSecond()).toBeGreaterThan(200);
  });

  it('F-5: a fault script answers one message of a request, or the whole of it', async () => {
    const [one, other] = mint(2) as [string, string];
    const body = JSON.stringify({
      status: 'error',
      message: 'no',
      details: { error: 'MessageRateExceeded' },
    });
    simulator.putScript({
      rules: [{ name: 'one', match: { targets: [one] }, answer: { status: 200, body } }],
    });
    expect(await expo.sendPushNotificationsAsync(messagesTo([one, other]))).toMatchObject([
      { status: 'error', details: { error: 'MessageRateExceeded' } },
      { status: 'ok' },
    ]);
    simulator.putScript({ rules: [{ name: 'all', match: { targets: [one] }, answer: { status: 503 } }] });
    await expect(expo.sendPushNotificationsAsync(messagesTo([one, other]))).rejects.toMatchObject({
      statusCode: 503,
    });
    expect(simulator.recentHits().map(({ rule, outcome, taken }) => [rule, outcome, taken])).toEqual([
      ['one', 200, false],
      [null, 200, true],
      ['all', 503, false],
      [null, 503, false],
    ]);
  });

  it('F-7: a message can be taken although its sender gets no answer', async () => {
    const [token] = mint(1) as [string];
    simulator.putScript({
      rules: [
        {
          name: 'lost',
          match: {},
          answer: { reset: { scope: 'connection', when: 'after-body' }, deliver: true },
        },
      ],
    });
    await expect(expo.sendPushNotificationsAsync(messagesTo([token]))).rejects.toThrow();
    expect(simulator.messages(token)).toHaveLength(1);
    expect(simulator.hits()).toMatchObject({ taken: 1, outcomes: { reset: 1 } });
  });
});

describe('the control port of Expo’s simulator', () => {
  let simulator: ExpoSimulator;
  beforeAll(async () => {
    simulator = await startExpoSimulator({});
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  async function call(method: string, path: string, body?: unknown) {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    const response = await fetch(`${simulator.settings.controlUrl}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  it('mints tokens with a behaviour, changes it, and tells what they received', async () => {
    const minted = await call('POST', '/tokens', { count: 2, behaviour: { receipt: 'DeviceNotRegistered' } });
    const [token] = minted.json.tokens as string[];
    expect(token).toMatch(/^ExponentPushToken\[[\w-]+\]$/);
    expect(minted.json.tokens).toHaveLength(2);
    const path = `/tokens/${encodeURIComponent(token ?? '')}`;
    expect((await call('PUT', path, { ticket: 'DeviceNotRegistered' })).status).toBe(204);
    expect((await call('GET', `${path}/messages`)).json).toEqual({ messages: [] });
    expect((await call('GET', '/receipt-hits')).json).toMatchObject({ hits: 0 });
  });

  it.each([
    ['an error that Expo does not know', { ticket: 'Nonsense' }],
    ['a member that there is none of', { tickets: 'DeviceNotRegistered' }],
  ])('refuses %s', async (_, behaviour) => {
    expect((await call('PUT', '/tokens/any', behaviour)).status).toBe(400);
  });

  it('tells the settings as environment variables', async () => {
    expect((await call('GET', '/settings')).json).toMatchObject({
      environment: { EXPO_ENABLED: 'true', EXPO_BASE_URL: simulator.settings.baseUrl },
    });
  });
});
