import { createPublicKey, verify } from 'node:crypto';
import { apnsRefusal } from '@carillon/simulators/apns/reasons';
import { startApnsSimulator } from '@carillon/simulators/apns/simulator';
import type { ApnsSimulator } from '@carillon/simulators/apns/simulator-interface';
import { randomKeyRing, sharedCredentialsOf } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SharedCredentialStore } from '../src/ports-shared-credentials.ts';
import { createProviderTokens, type ProviderTokens } from '../src/providers/apns/provider-token.ts';
import { importApnsKey } from '../src/providers/apns/settings.ts';
import { anApnsRequest, makeApnsProvider, settingsOf } from './apns-provider.ts';

const DEADLINE_MS = 15_000;
const MINUTE_SECONDS = 60;

let database: TestDatabase;
let simulator: ApnsSimulator;
/** What the processes' clocks that only ever go forward show. */
let monotonicMs: number;
const keyRing = randomKeyRing('k1');

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  simulator = await startApnsSimulator({});
  monotonicMs = 0;
});
afterEach(async () => {
  await simulator[Symbol.asyncDispose]();
  await database.pool.query('TRUNCATE settings');
});

/** The tokens of another worker each time. */
function newWorker(
  changes: { credentials?: SharedCredentialStore; keyRing?: typeof keyRing } = {},
): ProviderTokens {
  const { key: pem, keyId, teamId } = settingsOf(simulator);
  const key = importApnsKey(pem);
  if (key === null) throw new TypeError('The simulator has a key');
  const credentials = sharedCredentialsOf(database);
  return createProviderTokens({
    key,
    keyId,
    teamId,
    credentials,
    keyRing,
    monotonicMs: () => monotonicMs,
    ...changes,
  });
}

/** Time passes, for the database as well. */
async function pass(seconds: number): Promise<void> {
  monotonicMs += seconds * 1000;
  for (const member of ['madeAt', 'heldUntil']) {
    await database.pool.query(
      'UPDATE settings SET value = jsonb_set(value, ARRAY[$1], to_jsonb((value->>$1)::float8 - $2)) WHERE value ? $1',
      [member, seconds],
    );
  }
}

const partsOf = (token: string) =>
  token.split('.').map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer];

describe('the provider token of APNs', () => {
  it('DIS-10: is a JWT of the key, signed with ES256, dated by the database’s clock', async () => {
    const { text } = await newWorker().load();
    const [header, claims, signature] = partsOf(text);
    const { keyId, teamId } = settingsOf(simulator);
    expect(JSON.parse(String(header))).toEqual({ alg: 'ES256', kid: keyId, typ: 'JWT' });
    const { iss, iat, ...rest } = JSON.parse(String(claims));
    expect([iss, rest]).toEqual([teamId, {}]);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
    const signed = Buffer.from(text.slice(0, text.lastIndexOf('.')));
    const key = createPublicKey(simulator.keyPem);
    expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('DIS-10: workers that start at once make one together', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => newWorker().load()));
    expect(new Set(tokens.map(({ text }) => text)).size).toBe(1);
  });

  it('DIS-10: is used for 40 minutes, then replaced once, and every worker comes to use the new one', async () => {
    const [early, late] = [newWorker(), newWorker()];
    const first = await early.load();
    await pass(30 * MINUTE_SECONDS);
    expect((await late.load()).text).toBe(first.text);
    await pass(10 * MINUTE_SECONDS - 1);
    expect([early.current()?.text, late.current()?.text]).toEqual([first.text, first.text]);
    await pass(2);
    expect([early.current(), late.current()]).toEqual([null, null]);
    const [second, same] = await Promise.all([early.load(), late.load()]);
    expect(second.text).not.toBe(first.text);
    expect(same.text).toBe(second.text);
    expect(late.current()?.text).toBe(second.text);
  });

  it('DIS-10: after APNs called it expired it is replaced if it is 20 minutes old, and not before', async () => {
    const [one, other] = [newWorker(), newWorker()];
    const first = await one.load();
    await other.load();
    await pass(20 * MINUTE_SECONDS - 5);
    expect(await one.renew(first)).toBeNull();
    await pass(6);
    const renewed = await Promise.all([one.renew(first), one.renew(first), other.renew(first)]);
    expect(new Set(renewed.map((token) => token?.text)).size).toBe(1);
    expect(renewed[0]?.text).not.toBe(first.text);
    expect((await one.renew(first))?.text).toBe(renewed[0]?.text);
  });

  it('DIS-10: after APNs saw too many of them, none is made for 20 minutes, by no worker', async () => {
    const one = newWorker();
    const first = await one.load();
    await pass(45 * MINUTE_SECONDS);
    await one.hold();
    await pass(20 * MINUTE_SECONDS - 5);
    for (const worker of [one, newWorker()]) {
      expect((await worker.load()).text).toBe(first.text);
      expect(await worker.renew(first)).toBeNull();
    }
    // What may not be replaced is looked at again within minutes.
    await pass(MINUTE_SECONDS + 5);
    expect(one.current()).toBeNull();
    expect((await one.load()).text).not.toBe(first.text);
  });

  it('F-11: one from the future, left by a database clock that was set back, is replaced', async () => {
    const first = await newWorker().load();
    await pass(-3600);
    expect((await newWorker().load()).text).not.toBe(first.text);
  });

  it('F-11: tells the database’s time, whatever this machine’s clock says', async () => {
    await newWorker().load();
    const token = await newWorker().load();
    const readMs = token.now().getTime();
    const { rows } = await database.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    expect(Math.abs(readMs - (rows[0]?.now.getTime() ?? 0))).toBeLessThan(60_000);
    await pass(300);
    expect(token.now().getTime() - readMs).toBe(300_000);
  });

  it('TOK-3: one that the key ring cannot open is replaced: it is worth nothing, other than a registration', async () => {
    const first = await newWorker().load();
    const second = await newWorker({ keyRing: randomKeyRing('k2') }).load();
    expect(second.text).not.toBe(first.text);
  });

  it('T-15: the database holds no token in clear', async () => {
    const { text } = await newWorker().load();
    const { rows } = await database.pool.query<{ value: string }>('SELECT value::text FROM settings');
    expect(rows).toHaveLength(1);
    for (const part of text.split('.')) expect(rows[0]?.value).not.toContain(part);
  });
});

describe('sending with the provider token', () => {
  const healthy = { rules: [] };
  const target = () =>
    ({ provider: 'apns', token: simulator.mint('production'), environment: 'production' }) as const;
  const provider = (changes: Parameters<typeof makeApnsProvider>[2]) =>
    makeApnsProvider(simulator, database, { keyRing, monotonicMs: () => monotonicMs, ...changes });
  const expiredOnce = (to: number) => ({
    rules: [
      {
        name: 'expired',
        match: { nth: { to, per: 'rule' as const } },
        answer: apnsRefusal('ExpiredProviderToken', {}),
      },
    ],
  });

  it('DIS-10: an expired token is replaced and the message sent once more; 50 at once make one new token', async () => {
    await using apns = provider({});
    await apns.send(anApnsRequest({ target: target() }), DEADLINE_MS);
    await pass(25 * MINUTE_SECONDS);
    simulator.putScript(expiredOnce(50));
    const requests = Array.from({ length: 50 }, () => anApnsRequest({ target: target() }));
    const outcomes = await Promise.all(requests.map((request) => apns.send(request, DEADLINE_MS)));
    expect(new Set(outcomes.map((outcome) => outcome.class))).toEqual(new Set(['accepted']));
    expect(simulator.hits()).toMatchObject({ hits: 101, taken: 51 });
    expect(simulator.providerTokens()).toBe(2);
  });

  it('DIS-10: a token that is called expired again, or is too young, is our configuration’s fault', async () => {
    await using apns = provider({});
    const send = () => apns.send(anApnsRequest({ target: target() }), DEADLINE_MS);
    const config = {
      class: 'config',
      reason: 'provider_token_expired',
      providerCode: '403 ExpiredProviderToken',
    };
    simulator.putScript(expiredOnce(1));
    expect(await send()).toEqual(config);
    expect(simulator.hits().hits).toBe(1);
    await pass(25 * MINUTE_SECONDS);
    simulator.putScript(expiredOnce(2));
    expect(await send()).toEqual(config);
    expect(simulator.hits().hits).toBe(3);
    simulator.putScript(healthy);
    expect(await send()).toMatchObject({ class: 'accepted' });
  });

  it('DIS-10: too many provider tokens: everything of the app waits, and the token stays for 20 minutes', async () => {
    await using apns = provider({});
    const request = anApnsRequest({ target: target() });
    await apns.send(request, DEADLINE_MS);
    const answer = apnsRefusal('TooManyProviderTokenUpdates', {});
    simulator.putScript({ rules: [{ name: 'updates', match: {}, answer }] });
    const outcome = await apns.send(request, DEADLINE_MS);
    expect(outcome).toMatchObject({ class: 'throttled', scope: 'app', retryAfterSeconds: 1200 });
    expect(apns.scopeKey(request, 'app')).toBe('apns:app:com.example.carillon');
    await pass(19 * MINUTE_SECONDS);
    simulator.putScript(expiredOnce(1));
    expect(await apns.send(request, DEADLINE_MS)).toMatchObject({ class: 'config' });
    expect(simulator.providerTokens()).toBe(1);
  });

  it('F-3: without the database there is no token: to be tried again, within the deadline', async () => {
    const silent = { find: () => new Promise<never>(() => {}) };
    const away = { find: () => Promise.reject(new Error('The database is away')) };
    for (const find of [silent, away]) {
      await using apns = provider({
        credentials: { ...sharedCredentialsOf(database), ...find },
        monotonicMs: () => performance.now(),
      });
      expect(await apns.send(anApnsRequest({ target: target() }), 200)).toEqual({
        class: 'transient',
        reason: 'credentials_unavailable',
        providerCode: null,
        retryAfterSeconds: null,
      });
    }
    expect(simulator.hits().hits).toBe(0);
  });
});
