import { randomBytes } from 'node:crypto';
import { installationIdSchema } from '@carillon/contracts/ids';
import { browserSubscription, createActor, createTestRegistry } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import type { AnonymousActor } from '../../src/devices/actor.ts';
import { vapidKeyIdOf } from '../../src/devices/vapid.ts';
import { useFileRegistry } from './file-registry.ts';
import { subscriptionRow } from './stored-rows.ts';

const file = useFileRegistry();
const { keyRing, setUp } = file;
const nobody: AnonymousActor = { kind: 'anonymous' };
const installation = (text: string) => installationIdSchema.parse(text);
const sameEndpointOtherKeys = (seed: string) => browserSubscription(seed);

describe('subscribing a browser', () => {
  it('WEB-2: the public key is answered without credentials, the same to everybody, and it is a P-256 point', async () => {
    const keys = await Promise.all([setUp().registry.vapidPublicKey(), setUp().registry.vapidPublicKey()]);
    expect(keys[0]).toBe(keys[1]);
    expect(Buffer.from(String(keys[0]), 'base64url')).toHaveLength(65);
  });

  it("WEB-3: makes a web device of the caller's, sealed, made for the present VAPID pair, and names both by id", async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const subscription = browserSubscription('first');
    const call = {
      ...subscription,
      userAgent: 'Firefox/150',
      name: 'Desk',
      deviceId: installation('browser 1'),
    };
    const { id, deviceId } = await registry.subscribe(actor, call);
    expect(await registry.find(actor, deviceId)).toMatchObject({
      deviceId: 'browser 1',
      platform: 'web',
      name: 'Desk',
      userAgent: 'Firefox/150',
      push: { provider: 'webpush', environment: null, health: 'ok' },
    });
    const row = await subscriptionRow(file.database, id);
    expect(row).toMatchObject({
      device_id: deviceId,
      user_id: actor.userId,
      vapid_key_id: vapidKeyIdOf(await registry.vapidPublicKey()),
      endpoint_hint: `${subscription.endpoint.slice(0, 30)}…${subscription.endpoint.slice(-20)}`,
    });
    const stored = JSON.stringify(row);
    for (const secret of [subscription.endpoint, subscription.keys.p256dh, subscription.keys.auth]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('WEB-3: the same endpoint is the same subscription, also 50 times at once, with and without device_id', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const subscription = browserSubscription('upsert');
    const first = await registry.subscribe(actor, { ...subscription, deviceId: installation('browser 2') });
    const again = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        registry.subscribe(actor, {
          ...subscription,
          ...(index % 2 === 0 && { deviceId: installation('browser 2') }),
        }),
      ),
    );
    expect(new Set(again.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(first)]));
    expect((await registry.list(actor, { status: 'all', limit: 50 })).devices).toHaveLength(1);
  });

  it('WEB-3: without a device_id, 30 first subscriptions at once make one device; it keeps its id after unsubscribing', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const subscription = browserSubscription('derived');
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => registry.subscribe(actor, subscription)),
    );
    const deviceIds = new Set(answers.map(({ deviceId }) => deviceId));
    expect(deviceIds.size).toBe(1);
    await registry.unsubscribe(actor, { endpoint: subscription.endpoint });
    expect(deviceIds).toContain((await registry.subscribe(actor, subscription)).deviceId);
  });

  it('WEB-3: new keys for the same endpoint rotate, for the same user', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const first = await registry.subscribe(actor, browserSubscription('rekeyed'));
    const second = await registry.subscribe(actor, sameEndpointOtherKeys('rekeyed'));
    expect(second.deviceId).toBe(first.deviceId);
    expect(second.id).not.toBe(first.id);
    expect(await subscriptionRow(file.database, first.id)).toMatchObject({
      active: false,
      revoke_reason: 'rotated',
    });
  });

  it('WEB-3: nobody subscribes without an account, unless the server is configured so; then it is no one’s', async () => {
    const subscription = browserSubscription('anonymous');
    await expect(setUp().registry.subscribe(nobody, subscription)).rejects.toMatchObject({
      code: 'anonymous_not_allowed',
      status: 401,
    });
    const { registry } = setUp(true);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => registry.subscribe(nobody, subscription)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await subscriptionRow(file.database, String(answers[0]?.id))).toMatchObject({
      user_id: null,
      installation_id: null,
      active: true,
    });
    const taken = registry.subscribe(nobody, sameEndpointOtherKeys('anonymous'));
    await expect(taken).rejects.toMatchObject({ code: 'endpoint_taken' });
  });

  it('TOK-6: an anonymous subscription moves to who signs in on that browser, and its device ends', async () => {
    const { registry, events } = setUp(true);
    const actor = await createActor(file.database, 'member');
    const subscription = browserSubscription('signs in later');
    const anonymous = await registry.subscribe(nobody, subscription);
    const mine = await registry.subscribe(actor, subscription);
    expect(mine.deviceId).not.toBe(anonymous.deviceId);
    expect(await subscriptionRow(file.database, anonymous.id)).toMatchObject({
      active: false,
      revoke_reason: 'moved',
      device_revoked_at: expect.any(Date),
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'device_revoked', deviceId: anonymous.deviceId }),
    );
  });

  it("TOK-6: an account switch on one browser moves the subscription; with other keys it is refused, and the owner's stays", async () => {
    const { registry } = setUp();
    const [before, after] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const subscription = browserSubscription('switch');
    const call = { ...subscription, deviceId: installation('shared browser') };
    const hers = await registry.subscribe(before, call);
    const stolen = registry.subscribe(after, {
      ...sameEndpointOtherKeys('switch'),
      deviceId: installation('mine'),
    });
    await expect(stolen).rejects.toMatchObject({ code: 'endpoint_taken', status: 409 });
    await expect(stolen).rejects.not.toThrow(subscription.endpoint);
    expect(await subscriptionRow(file.database, hers.id)).toMatchObject({ active: true });
    expect((await registry.list(after, { status: 'all', limit: 50 })).devices).toEqual([]);

    const his = await registry.subscribe(after, call);
    expect(await subscriptionRow(file.database, hers.id)).toMatchObject({
      active: false,
      revoke_reason: 'moved',
      ciphertext: null,
    });
    expect(await subscriptionRow(file.database, his.id)).toMatchObject({
      active: true,
      user_id: after.userId,
    });
  });

  it('REG-17: subscribing counts against the cap of devices', async () => {
    const limits = { devicesPerUser: 1, devicesPerInstance: 1_000_000 };
    const { registry } = createTestRegistry(file.database, { keyRing, limits });
    const actor = await createActor(file.database, 'member');
    await registry.subscribe(actor, browserSubscription('one of one'));
    const second = registry.subscribe(actor, browserSubscription('two of one'));
    await expect(second).rejects.toMatchObject({ code: 'device_limit_reached' });
  });

  it.each([
    ['endpoint', { endpoint: 'http://updates.push.example/x' }],
    ['endpoint', { endpoint: 'https://127.0.0.1/x' }],
    ['endpoint', { endpoint: 'https://elsewhere.example/x' }],
    ['keys.p256dh', { keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'A'.repeat(22) } }],
    [
      'keys.auth',
      { keys: { ...browserSubscription('x').keys, auth: randomBytes(15).toString('base64url') } },
    ],
  ] as const)(
    'TOK-11, WEB-7: a subscription with a bad %s is refused by that name, not by its value',
    async (path, change) => {
      const { registry } = setUp();
      const subscription = { ...browserSubscription('bad'), ...change };
      const refused = registry.subscribe(await createActor(file.database, 'member'), subscription);
      await expect(refused).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path }] });
      await expect(refused).rejects.not.toThrow(subscription.endpoint);
    },
  );
});
