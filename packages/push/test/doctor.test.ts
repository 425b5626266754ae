import { randomBytes } from 'node:crypto';
import type { UserId } from '@carillon/contracts/ids';
import type { Diagnosis } from '@carillon/contracts/installation';
import { createLogger } from '@carillon/runtime/logger';
import { createUser } from '@carillon/testing/factories';
import { createPushDevices } from '@carillon/testing/push-devices';
import { randomKeyRing, sealedTokensOf, settingsOf } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVapidKeySource, vapidKeyIdOf } from '../src/devices/vapid.ts';
import { clockCheck } from '../src/doctor/clock-check.ts';
import { type Check, createDoctor } from '../src/doctor/doctor.ts';
import { offCheck, providerCheck } from '../src/doctor/provider-check.ts';
import { vaultCheck } from '../src/doctor/vault-check.ts';
import { webPushCheck } from '../src/providers/webpush/check.ts';
import { parseKeyRing } from '../src/vault/keyring.ts';

const never = new AbortController().signal;
const statuses = (found: readonly Diagnosis[]) => found.map(({ check, status }) => `${check}: ${status}`);

describe('the doctor', () => {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const healthy: Check = {
    subject: 'database',
    run: async () => [{ subject: 'database', check: 'answers', status: 'ok', detail: 'Yes.', advice: null }],
  };

  it('a check that fails or never ends is a finding, and hides none of the others', async () => {
    const broken: Check = { subject: 'fcm', run: () => Promise.reject(new Error('secret words')) };
    const endless: Check = { subject: 'apns', run: () => new Promise(() => undefined) };
    const doctor = createDoctor({ checks: [broken, healthy, endless], deadlineMs: 50, log });
    const found = await doctor.examine();
    expect(found.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'fcm failed',
      'database ok',
      'apns failed',
    ]);
    expect(JSON.stringify(found)).not.toContain('secret words');
    expect(found[2]?.detail).toBe('No answer in time.');
  });
});

describe('the clock’s check', () => {
  const at = (time: string) => () => new Date(time);
  it.each([
    ['2026-01-01T00:00:02Z', 'ok'],
    ['2026-01-01T00:00:06Z', 'warning'],
    ['2025-12-31T23:59:50Z', 'warning'],
    ['2026-01-01T01:00:00Z', 'failed'],
  ])('F-11: against a database at midnight, %s is %s', async (time, status) => {
    const databaseNow = async () => new Date('2026-01-01T00:00:00Z');
    const [found] = await clockCheck({ now: at(time), databaseNow }).run(never);
    expect(found?.status).toBe(status);
    expect(found?.advice === null).toBe(status === 'ok');
  });
});

describe('a provider’s check', () => {
  const facts = { reason: 'some_reason', providerCode: 'InvalidProviderToken' };
  it.each([
    [{ class: 'accepted' }, 'ok'],
    [{ class: 'token_invalid', ...facts, invalidSince: null }, 'ok'],
    [{ class: 'payload', ...facts }, 'ok'],
    [{ class: 'config', ...facts }, 'failed'],
    [{ class: 'throttled', ...facts, scope: 'app', retryAfterSeconds: 60 }, 'warning'],
    [{ class: 'transient', ...facts, retryAfterSeconds: null }, 'failed'],
    [{ class: 'ambiguous', ...facts }, 'failed'],
  ] as const)('DIS-7: %j of a token that nobody has is %s', async (answer, status) => {
    const [found] = await providerCheck({
      subject: 'apns',
      check: 'credentials',
      settings: ['APNS_KEY', 'APNS_KEY_ID'],
      ask: async () => answer,
    }).run(never);
    expect(found).toMatchObject({ subject: 'apns', status });
    expect(found?.advice === null).toBe(status === 'ok');
    if (answer.class === 'config') {
      expect(found?.detail).toContain('InvalidProviderToken');
      expect(found?.advice).toContain('APNS_KEY_ID');
    }
  });

  it('DIS-7: one that is not configured is no fault, and the setting is named', async () => {
    const [found] = await offCheck('fcm', 'FCM_SERVICE_ACCOUNT').run(never);
    expect(found).toMatchObject({ status: 'off', advice: expect.stringContaining('FCM_SERVICE_ACCOUNT') });
  });
});

describe('the checks of vault and web push', () => {
  let database: TestDatabase;
  let userId: UserId;
  beforeAll(async () => {
    database = await createTestDatabase();
    userId = (await createUser(database, { role: 'member' })).id;
  });
  afterAll(() => database.close());
  beforeEach(() => database.pool.query('TRUNCATE devices, settings CASCADE'));

  const partsOf = (keyRing: ReturnType<typeof parseKeyRing>) => ({
    tokens: sealedTokensOf(database),
    settings: settingsOf(database),
    keyRing,
  });

  it('TOK-3, TOK-4: it names a missing key, a rotation that is not done, and devices in quarantine', async () => {
    const old = `old:${randomBytes(32).toString('base64url')}`;
    const ring = parseKeyRing(`new:${randomBytes(32).toString('base64url')},${old}`);
    expect(statuses(await vaultCheck(partsOf(ring)).run(never))).toEqual(['keys: ok']);
    await createPushDevices(database, { userId, provider: 'fcm', keyRing: randomKeyRing('lost'), count: 3 });
    await createPushDevices(database, { userId, provider: 'fcm', keyRing: parseKeyRing(old), count: 2 });
    await database.pool.query(
      `UPDATE push_tokens SET quarantine_reason = 'undecryptable'
       WHERE id = (SELECT id FROM push_tokens WHERE key_id = 'old' LIMIT 1)`,
    );
    const found = await vaultCheck(partsOf(ring)).run(never);
    expect(statuses(found)).toEqual(['keys: failed', 'rotation: warning', 'quarantine: warning']);
    expect(found[0]).toMatchObject({
      detail: expect.stringContaining('3 devices'),
      advice: expect.stringContaining('"lost"'),
    });
  });

  it('WEB-1: it says whether the VAPID pair opens, and how many browsers subscribed for another', async () => {
    const keyRing = randomKeyRing('k1');
    const check = (ring: ReturnType<typeof parseKeyRing>) =>
      webPushCheck({
        vapid: createVapidKeySource({ settings: settingsOf(database), keyRing: ring, configured: null }),
        subject: 'mailto:ops@example.com',
        dashboardUrl: 'https://push.example.com',
        testOrigins: [],
        tokens: sealedTokensOf(database),
      }).run(never);
    expect(statuses(await check(keyRing))).toEqual(['VAPID pair: ok', 'VAPID subject: ok', 'dashboard: ok']);
    await createPushDevices(database, { userId, provider: 'webpush', keyRing, count: 2 });
    await database.pool.query('UPDATE push_tokens SET vapid_key_id = $1', [vapidKeyIdOf('another pair')]);
    expect((await check(keyRing))[0]).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('2 browsers'),
    });
    expect((await check(randomKeyRing('k1')))[0]).toMatchObject({
      status: 'failed',
      advice: expect.stringContaining('VAPID_PUBLIC_KEY'),
    });
  });

  it.each([
    ['no contact', { subject: undefined }, 'VAPID subject: warning'],
    ['a local contact', { subject: 'mailto:admin@localhost' }, 'VAPID subject: failed'],
    ['no address', { subject: 'ops' }, 'VAPID subject: failed'],
    ['a dashboard without TLS', { dashboardUrl: 'http://push.example.com' }, 'dashboard: failed'],
    ['a dashboard on this machine', { dashboardUrl: 'http://127.0.0.1:3000' }, 'dashboard: ok'],
    ['test origins', { testOrigins: ['https://127.0.0.1:8443'] }, 'test origins: warning'],
  ])('WEB-9: %s is judged', async (_, change, expected) => {
    const pair = { publicKey: 'public', privateKey: 'private' };
    const found = await webPushCheck({
      vapid: { load: async () => pair },
      subject: 'mailto:ops@example.com',
      dashboardUrl: 'https://push.example.com',
      testOrigins: [],
      tokens: { countOfOtherVapidKeys: async () => 0 },
      ...change,
    }).run(never);
    expect(statuses(found)).toContain(expected);
    for (const { status, advice } of found) expect(advice === null).toBe(status === 'ok');
  });
});
