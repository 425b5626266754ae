import { browserSubscription, createActor, createTestRegistry } from '@carillon/testing/registry';
import { createTestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { useFileRegistry } from './file-registry.ts';

const file = useFileRegistry();
const { setUp } = file;
const sameEndpointOtherKeys = (seed: string) => browserSubscription(seed);

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
    const [owner, other] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
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
