import type { FaultAnswer } from '@carillon/simulators/fault-script';
import { makeServiceAccount } from '@carillon/simulators/fcm/service-account';
import { startFcmSimulator } from '@carillon/simulators/fcm/simulator';
import type { FcmSimulator } from '@carillon/simulators/fcm/simulator-interface';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFcmCredentials } from '../src/providers/fcm/check.ts';
import { createFcmProvider } from '../src/providers/fcm/client.ts';
import { type FcmSettings, serviceAccountJsonSchema } from '../src/providers/fcm/settings.ts';
import type { Provider } from '../src/providers/provider.ts';
import { anFcmRequest, fcmSettings, makeFcmProvider, SYSTEM } from './fcm-provider.ts';

const DEADLINE_MS = 10_000;

let simulator: FcmSimulator;
let provider: Provider<'fcm'>;
beforeEach(async () => {
  simulator = await startFcmSimulator({});
  provider = makeFcmProvider(fcmSettings(simulator, {}));
});
afterEach(async () => {
  await provider.close();
  await simulator[Symbol.asyncDispose]();
});

/** A provider of its own, with other settings; closed by the caller. */
const another = (changes: Partial<FcmSettings>) => makeFcmProvider(fcmSettings(simulator, changes));

/** The token endpoint answers so to the first request, or to all. */
const atTokenEndpoint = (answer: FaultAnswer, to?: number) =>
  simulator.putScript({
    rules: [
      {
        name: 'token',
        match: { pathPrefix: '/token', ...(to === undefined ? {} : { nth: { to, per: 'rule' as const } }) },
        answer,
      },
    ],
  });

const send = (token: string, by: Provider<'fcm'> = provider) => by.send(anFcmRequest(token, {}), DEADLINE_MS);

const appleHeadersOf = (message: object | undefined) =>
  (message as { readonly apns?: { readonly headers: Readonly<Record<string, string>> } } | undefined)?.apns
    ?.headers;

describe('a message by FCM', () => {
  it('DIS-10: arrives over HTTP/2 as FCM takes it, with all of its members', async () => {
    const token = simulator.mint({});
    const request = anFcmRequest(token, {
      message: {
        title: 'Title',
        body: 'Body',
        image: '/image.png',
        badge: 2,
        sound: 'chime',
        url: '/devices',
        data: { order: 7 },
        fcm: { channelId: 'news', analyticsLabel: 'spring' },
      },
      priority: 'high',
      receipt: 'a-receipt',
    });
    const outcome = await provider.send(request, DEADLINE_MS);
    const [received] = simulator.messages(token);
    expect(outcome).toEqual({ class: 'accepted', providerMessageId: received?.id });
    expect(received?.message).toMatchObject({
      notification: { title: 'Title', body: 'Body', image: 'https://push.example.com/image.png' },
      data: { order: '7', notification_id: request.notificationId, receipt: 'a-receipt' },
      android: { priority: 'high', ttl: '3600s', notification: { channel_id: 'news' } },
    });
    expect(simulator.recentHits()[0]?.details).toMatchObject({ protocol: 'h2' });
  });

  it('DIS-10: many sends share one access token', async () => {
    const tokens = Array.from({ length: 300 }, () => simulator.mint({}));
    const outcomes = await Promise.all(tokens.map((token) => send(token)));
    expect(new Set(outcomes.map((outcome) => outcome.class))).toEqual(new Set(['accepted']));
    expect(simulator.hits()).toMatchObject({ taken: 300, distinctTargetsTaken: 300 });
    expect(simulator.tokenHits()).toMatchObject({ hits: 1, taken: 1 });
  });

  it('DIS-10: each kind of registration that FCM refuses has its class', async () => {
    const ios = { platform: 'ios', apnsKeyRefused: true } as const;
    expect(await send(simulator.mint({ registered: false }))).toMatchObject({
      class: 'token_invalid',
      reason: 'unregistered',
    });
    expect(await send(simulator.mint({ projectId: 'another' }))).toMatchObject({
      class: 'token_invalid',
      reason: 'sender_id_mismatch',
    });
    expect(await send('no-token-of-fcm')).toMatchObject({ class: 'token_invalid', reason: 'invalid_token' });
    expect(await send(simulator.mint(ios))).toMatchObject({ class: 'config', reason: 'third_party_auth' });
    expect(simulator.tokenHits().hits).toBe(1);
  });

  it('DIS-10: what is too large, or has a name of FCM’s, is refused before it leaves', async () => {
    const token = simulator.mint({});
    const refused = (message: object) =>
      provider.send(anFcmRequest(token, { message: { title: 'x', ...message } }), DEADLINE_MS);
    expect(await refused({ data: { a: 'x'.repeat(4096) } })).toEqual({
      class: 'payload',
      reason: 'too_large',
      providerCode: null,
    });
    expect(await refused({ data: { from: 'x' } })).toMatchObject({ reason: 'reserved_data_key' });
    expect(simulator.hits().hits).toBe(0);
  });
});

describe('FCM’s access token', () => {
  it('DIS-10: one that is refused is replaced once, and the message is sent with the new one', async () => {
    await send(simulator.mint({}));
    simulator.revokeAccessTokens();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(simulator.mint({}))));
    for (const outcome of outcomes) expect(outcome.class).toBe('accepted');
    expect(simulator.tokenHits().hits).toBe(2);
  });

  it('DIS-5: credentials that stay refused are our fault, and Google is asked for no third token', async () => {
    simulator.putScript({ rules: [{ name: 'refused', match: {}, answer: { status: 401 } }] });
    for (let sends = 0; sends < 5; sends += 1) {
      expect(await send(simulator.mint({}))).toMatchObject({
        class: 'config',
        reason: 'credentials_refused',
      });
    }
    expect(simulator.tokenHits().hits).toBe(2);
  });

  it('DIS-5: a key that Google does not know is our fault, and nothing is sent', async () => {
    const { file } = await makeServiceAccount('other', simulator.serviceAccount.token_uri);
    await using stranger = another({ credentials: serviceAccountJsonSchema.parse(JSON.stringify(file)) });
    expect(await send(simulator.mint({}), stranger)).toEqual({
      class: 'config',
      reason: 'credentials_refused',
      providerCode: '400 invalid_grant',
    });
    expect(simulator.hits().hits).toBe(0);
  });

  it.each([-2, 2])(
    'F-11: a worker whose clock is %i hours off sends all the same, with Google’s time',
    async (hours) => {
      const skewed = createFcmProvider(fcmSettings(simulator, {}), {
        ...SYSTEM,
        now: () => new Date(Date.now() + hours * 3_600_000),
      });
      const token = simulator.mint({});
      expect(await send(token, skewed)).toMatchObject({ class: 'accepted' });
      expect(simulator.tokenHits()).toMatchObject({ hits: 2, taken: 1 });
      const headers = appleHeadersOf(simulator.messages(token)[0]?.message);
      const endsInSeconds = Number(headers?.['apns-expiration']) - Date.now() / 1000;
      expect(Math.abs(endsInSeconds - 3600)).toBeLessThan(60);
      await skewed.close();
    },
  );

  it('DIS-5: another project than the account’s is our fault', async () => {
    await using stranger = another({ projectId: 'another-project' });
    expect(await send(simulator.mint({}), stranger)).toMatchObject({
      class: 'config',
      reason: 'permission_denied',
      providerCode: '403 IAM_PERMISSION_DENIED',
    });
  });

  it.each([
    ['is down', { status: 503 }, '503', null],
    ['asks to wait', { status: 429, headers: { 'Retry-After': '9' } }, '429', 9],
    ['answers nonsense', { status: 200, body: '{"access_token":"a b"}' }, 'bad_answer', null],
    ['breaks off', { reset: { scope: 'connection', when: 'after-body' } }, 'connection_reset', null],
  ] as const)('F-7: a token endpoint that %s is tried again', async (_title, answer, code, retryAfter) => {
    atTokenEndpoint(answer);
    expect(await send(simulator.mint({}))).toEqual({
      class: 'transient',
      reason: 'token_unavailable',
      providerCode: code,
      retryAfterSeconds: retryAfter,
    });
    expect(simulator.hits().hits).toBe(0);
  });

  it('F-7: a token endpoint that hangs holds no message beyond its deadline', async () => {
    atTokenEndpoint({ hang: true });
    const outcome = await provider.send(anFcmRequest(simulator.mint({}), {}), 100);
    expect(outcome).toMatchObject({ class: 'transient', reason: 'timeout' });
    expect(simulator.tokenHits().hits).toBe(1);
  });

  it('F-7: a token endpoint that moved is not followed', async () => {
    atTokenEndpoint({ status: 302, headers: { Location: 'https://127.0.0.1:9/' } });
    expect(await send(simulator.mint({}))).toMatchObject({ class: 'config', providerCode: '302' });
  });
});

describe('FCM’s sessions', () => {
  it('F-7: a session that goes away is replaced, and every message arrives once', async () => {
    simulator.putScript({
      rules: [{ name: 'goaway', match: { nth: { every: 10, per: 'rule' } }, answer: { goaway: true } }],
    });
    const tokens = Array.from({ length: 200 }, () => simulator.mint({}));
    const outcomes = await Promise.all(tokens.map((token) => send(token)));
    expect(new Set(outcomes.map((outcome) => outcome.class))).toEqual(new Set(['accepted']));
    for (const token of tokens) expect(simulator.messages(token)).toHaveLength(1);
  });
});

describe('the check of FCM’s credentials', () => {
  const check = (changes: Partial<FcmSettings>) =>
    checkFcmCredentials(fcmSettings(simulator, changes), { ...SYSTEM, deadlineMs: DEADLINE_MS });

  it('sends nothing, and says that all is well', async () => {
    expect(await check({})).toMatchObject({ class: 'accepted' });
    expect(simulator.hits()).toMatchObject({ hits: 1, taken: 0 });
  });

  it('says what is wrong: the key, the project, the network', async () => {
    const { file } = await makeServiceAccount('other', simulator.serviceAccount.token_uri);
    const stranger = serviceAccountJsonSchema.parse(JSON.stringify(file));
    expect(await check({ credentials: stranger })).toMatchObject({ reason: 'credentials_refused' });
    expect(await check({ projectId: 'another' })).toMatchObject({ reason: 'permission_denied' });
    expect(await check({ baseUrl: 'https://127.0.0.1:9' })).toMatchObject({ class: 'transient' });
  });
});
