import { randomBytes } from 'node:crypto';
import { installationIdSchema } from '@carillon/contracts/ids';
import {
  browserSubscription,
  createActor,
  createTestRegistry,
  randomKeyRing,
} from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnonymousActor } from '../../src/devices/actor.ts';
import { vapidKeyIdOf } from '../../src/devices/vapid.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const keyRing = randomKeyRing('k1');
const setUp = (anonymousSubscriptions = false) =>
  createTestRegistry(database, { keyRing, anonymousSubscriptions });
const nobody: AnonymousActor = { kind: 'anonymous' };
const installation = (text: string) => installationIdSchema.parse(text);
const sameEndpointOtherKeys = (seed: string) => browserSubscription(seed);

async function rowOf(subscriptionId: string) {
  const { rows } = await database.pool.query(
    'SELECT p.*, d.user_id, d.installation_id, d.revoked_at AS device_revoked_at FROM push_tokens p JOIN devices d ON d.id = p.device_id WHERE p.id = $1',
    [subscriptionId],
  );
  return rows[0];
}

describe('subscribing a browser', () => {
  it('WEB-2: the public key is answered without credentials, the same to everybody, and it is a P-256 point', async () => {
    const keys = await Promise.all([setUp().registry.vapidPublicKey(), setUp().registry.vapidPublicKey()]);
    expect(keys[0]).toBe(keys[1]);
    expect(Buffer.from(String(keys[0]), 'base64url')).toHaveLength(65);
  });

  it("WEB-3: makes a web device of the caller's, sealed, made for the present VAPID pair, and names both by id", async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
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
    const row = await rowOf(id);
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
    const actor = await createActor(database, 'member');
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
    const actor = await createActor(database, 'member');
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
    const actor = await createActor(database, 'member');
    const first = await registry.subscribe(actor, browserSubscription('rekeyed'));
    const second = await registry.subscribe(actor, sameEndpointOtherKeys('rekeyed'));
    expect(second.deviceId).toBe(first.deviceId);
    expect(second.id).not.toBe(first.id);
    expect(await rowOf(first.id)).toMatchObject({ active: false, revoke_reason: 'rotated' });
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
    expect(await rowOf(String(answers[0]?.id))).toMatchObject({
      user_id: null,
      installation_id: null,
      active: true,
    });
    const taken = registry.subscribe(nobody, sameEndpointOtherKeys('anonymous'));
    await expect(taken).rejects.toMatchObject({ code: 'endpoint_taken' });
  });

  it('TOK-6: an anonymous subscription moves to who signs in on that browser, and its device ends', async () => {
    const { registry, events } = setUp(true);
    const actor = await createActor(database, 'member');
    const subscription = browserSubscription('signs in later');
    const anonymous = await registry.subscribe(nobody, subscription);
    const mine = await registry.subscribe(actor, subscription);
    expect(mine.deviceId).not.toBe(anonymous.deviceId);
    expect(await rowOf(anonymous.id)).toMatchObject({
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
    const [before, after] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const subscription = browserSubscription('switch');
    const call = { ...subscription, deviceId: installation('shared browser') };
    const hers = await registry.subscribe(before, call);
    const stolen = registry.subscribe(after, {
      ...sameEndpointOtherKeys('switch'),
      deviceId: installation('mine'),
    });
    await expect(stolen).rejects.toMatchObject({ code: 'endpoint_taken', status: 409 });
    await expect(stolen).rejects.not.toThrow(subscription.endpoint);
    expect(await rowOf(hers.id)).toMatchObject({ active: true });
    expect((await registry.list(after, { status: 'all', limit: 50 })).devices).toEqual([]);

    const his = await registry.subscribe(after, call);
    expect(await rowOf(hers.id)).toMatchObject({ active: false, revoke_reason: 'moved', ciphertext: null });
    expect(await rowOf(his.id)).toMatchObject({ active: true, user_id: after.userId });
  });

  it('REG-17: subscribing counts against the cap of devices', async () => {
    const limits = { devicesPerUser: 1, devicesPerInstance: 1_000_000 };
    const { registry } = createTestRegistry(database, { keyRing, limits });
    const actor = await createActor(database, 'member');
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
      const refused = registry.subscribe(await createActor(database, 'member'), subscription);
      await expect(refused).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path }] });
      await expect(refused).rejects.not.toThrow(subscription.endpoint);
    },
  );
});

describe('unsubscribing', () => {
  it.each(['endpoint', 'id'] as const)(
    'WEB-4: by %s: the subscription ends and the device stays; then 404',
    async (by) => {
      const { registry } = setUp();
      const actor = await createActor(database, 'member');
      const subscription = browserSubscription(`unsubscribes by ${by}`);
      const { id, deviceId } = await registry.subscribe(actor, subscription);
      const target = by === 'id' ? { id } : { endpoint: subscription.endpoint };
      await registry.unsubscribe(actor, target);
      expect(await rowOf(id)).toMatchObject({
        active: false,
        revoke_reason: 'unsubscribed',
        ciphertext: null,
      });
      expect(await registry.find(actor, deviceId)).toMatchObject({
        status: 'active',
        push: { health: 'none' },
      });
      await expect(registry.unsubscribe(actor, target)).rejects.toMatchObject({
        code: 'not_found',
        status: 404,
      });
    },
  );

  it('WEB-4: only the owner or an administrator; a foreign try is audited', async () => {
    const { registry } = setUp();
    const [owner, stranger] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const admin = await createActor(database, 'admin');
    const subscription = browserSubscription('owned');
    const { id } = await registry.subscribe(owner, subscription);
    for (const target of [{ id }, { endpoint: subscription.endpoint }]) {
      await expect(registry.unsubscribe(stranger, target)).rejects.toMatchObject({
        code: 'forbidden',
        status: 403,
      });
      await expect(registry.unsubscribe(nobody, target)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    const { rows } = await database.pool.query(
      'SELECT action, user_id FROM audit_events WHERE target_id = $1',
      [id],
    );
    const foreign = { action: 'subscription.foreign_access', user_id: stranger.userId };
    expect(rows).toEqual([foreign, foreign]);
    expect(await rowOf(id)).toMatchObject({ active: true });
    await registry.unsubscribe(admin, { id });
    expect(await rowOf(id)).toMatchObject({ active: false });
  });

  it('WEB-4: an anonymous subscription is ended by whoever knows its endpoint, not by its id, and leaves no device', async () => {
    const { registry } = setUp(true);
    const subscription = browserSubscription('leaves');
    const { id } = await registry.subscribe(nobody, subscription);
    await expect(registry.unsubscribe(nobody, { id })).rejects.toMatchObject({ code: 'unauthenticated' });
    const member = await createActor(database, 'member');
    await expect(registry.unsubscribe(member, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await registry.unsubscribe(nobody, { endpoint: subscription.endpoint });
    expect(await rowOf(id)).toMatchObject({ active: false, device_revoked_at: expect.any(Date) });
  });
});

describe('a subscription that the browser replaced', () => {
  it('WEB-13: the old endpoint and its secret are proof enough to put the new one in its place', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const [old, subscription] = [browserSubscription('old'), browserSubscription('new')];
    const { id, deviceId } = await registry.subscribe(actor, old);
    const proof = { endpoint: old.endpoint, auth: `${old.keys.auth}==` };
    const replaced = await registry.resubscribe({ old: proof, subscription });
    expect(replaced.deviceId).toBe(deviceId);
    expect(await rowOf(id)).toMatchObject({ active: false, revoke_reason: 'rotated' });
    expect(await rowOf(replaced.id)).toMatchObject({ active: true, user_id: actor.userId });
    await expect(registry.resubscribe({ old: proof, subscription })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('WEB-13: a wrong secret and an endpoint that nobody has get one and the same answer, and change nothing', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const [old, subscription] = [browserSubscription('guarded'), browserSubscription('attacker')];
    const { id } = await registry.subscribe(actor, old);
    const auth = randomBytes(16).toString('base64url');
    const answers = await Promise.all(
      [old.endpoint, browserSubscription('unknown').endpoint].map((endpoint) =>
        registry
          .resubscribe({ old: { endpoint, auth }, subscription })
          .catch(({ code, message }) => ({ code, message })),
      ),
    );
    expect(answers[0]).toMatchObject({ code: 'not_found' });
    expect(answers[1]).toEqual(answers[0]);
    expect(await rowOf(id)).toMatchObject({ active: true });
  });

  it("WEB-13: of 20 replacements at once one wins; another account's endpoint is not to be had that way", async () => {
    const { registry } = setUp();
    const [actor, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const old = browserSubscription('raced');
    const { deviceId } = await registry.subscribe(actor, old);
    const proof = { endpoint: old.endpoint, auth: old.keys.auth };
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        registry.resubscribe({ old: proof, subscription: browserSubscription(`raced ${index}`) }),
      ),
    );
    const won = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
    expect(won).toHaveLength(1);
    const { rows } = await database.pool.query('SELECT 1 FROM push_tokens WHERE device_id = $1 AND active', [
      deviceId,
    ]);
    expect(rows).toHaveLength(1);

    const theirs = browserSubscription('theirs');
    await registry.subscribe(other, theirs);
    const mine = browserSubscription('mine');
    await registry.subscribe(actor, mine);
    const theft = registry.resubscribe({
      old: { endpoint: mine.endpoint, auth: mine.keys.auth },
      subscription: sameEndpointOtherKeys('theirs'),
    });
    await expect(theft).rejects.toMatchObject({ code: 'endpoint_taken' });
  });

  it('WEB-13: works for an anonymous subscription too, which stays anonymous', async () => {
    const { registry } = setUp(true);
    const [old, subscription] = [browserSubscription('anonymous old'), browserSubscription('anonymous new')];
    await registry.subscribe(nobody, old);
    const { id } = await registry.resubscribe({
      old: { endpoint: old.endpoint, auth: old.keys.auth },
      subscription,
    });
    expect(await rowOf(id)).toMatchObject({ active: true, user_id: null });
  });
});

describe('all subscriptions', () => {
  it('WEB-5: administrators see everybody’s, newest first, page by page, endpoints shortened; others are refused', async () => {
    await using separate = await createTestDatabase();
    const { registry } = createTestRegistry(separate, {});
    const [admin, member] = [await createActor(separate, 'admin'), await createActor(separate, 'member')];
    const subscriptions = ['a', 'b', 'c'].map(browserSubscription);
    const ids: string[] = [];
    for (const subscription of subscriptions) ids.push((await registry.subscribe(member, subscription)).id);
    await registry.unsubscribe(member, { id: String(ids[0]) });

    const first = await registry.listSubscriptions(admin, { status: 'all', limit: 2 });
    const cursor = String(first.nextCursor);
    const second = await registry.listSubscriptions(admin, { status: 'all', limit: 2, cursor });
    const listed = [...first.subscriptions, ...second.subscriptions];
    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
    const endpoint = String(subscriptions[2]?.endpoint);
    expect(listed[0]).toEqual({
      id: ids[2],
      deviceId: expect.any(String),
      userId: member.userId,
      endpoint: `${endpoint.slice(0, 30)}…${endpoint.slice(-20)}`,
      userAgent: null,
      active: true,
      createdAt: expect.any(Date),
      lastUsedAt: null,
    });
    const active = await registry.listSubscriptions(admin, { status: 'active', limit: 50 });
    expect(active.subscriptions.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const refused = registry.listSubscriptions(member, { status: 'active', limit: 50 });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', status: 403 });
  });

  it('WEB-6: no error of any call repeats an endpoint or a key', async () => {
    const { registry } = setUp();
    const [owner, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const subscription = browserSubscription('in no error');
    await registry.subscribe(owner, subscription);
    const { endpoint, keys } = subscription;
    const failures = await Promise.all(
      [
        registry.subscribe(other, sameEndpointOtherKeys('in no error')),
        registry.subscribe(other, {
          endpoint: `${endpoint}\u0000`,
          keys: { ...keys, auth: `${keys.auth}AAAA` },
        }),
        registry.unsubscribe(other, { endpoint }),
        registry.resubscribe({ old: { endpoint, auth: 'wrong' }, subscription }),
      ].map((attempt) => attempt.catch((error: Error) => error)),
    );
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(Error);
      const text = `${failure} ${JSON.stringify(failure)}`;
      for (const secret of [endpoint, keys.p256dh, keys.auth]) expect(text).not.toContain(secret);
    }
  });

  it('shows a subscription that was made for another VAPID pair', async () => {
    await using separate = await createTestDatabase();
    const { registry, parts } = createTestRegistry(separate, {});
    const actor = await createActor(separate, 'member');
    const { deviceId } = await registry.subscribe(actor, browserSubscription('other pair'));
    const vapid = { ...parts.vapid, currentKeyId: async () => 'another' };
    const reconfigured = createTestRegistry(separate, { ...parts, vapid }).registry;
    expect((await reconfigured.find(actor, deviceId)).push).toMatchObject({
      health: 'invalid',
      reason: 'key_mismatch',
    });
  });
});
