import { randomBytes } from 'node:crypto';
import { browserSubscription, createActor } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import type { AnonymousActor } from '../../src/devices/actor.ts';
import { useFileRegistry } from './file-registry.ts';
import { subscriptionRow } from './stored-rows.ts';

const file = useFileRegistry();
const { setUp } = file;
const nobody: AnonymousActor = { kind: 'anonymous' };
const sameEndpointOtherKeys = (seed: string) => browserSubscription(seed);

describe('unsubscribing', () => {
  it.each(['endpoint', 'id'] as const)(
    'WEB-4: by %s: the subscription ends and the device stays; then 404',
    async (by) => {
      const { registry } = setUp();
      const actor = await createActor(file.database, 'member');
      const subscription = browserSubscription(`unsubscribes by ${by}`);
      const { id, deviceId } = await registry.subscribe(actor, subscription);
      const target = by === 'id' ? { id } : { endpoint: subscription.endpoint };
      await registry.unsubscribe(actor, target);
      expect(await subscriptionRow(file.database, id)).toMatchObject({
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
    const [owner, stranger] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const admin = await createActor(file.database, 'admin');
    const subscription = browserSubscription('owned');
    const { id } = await registry.subscribe(owner, subscription);
    for (const target of [{ id }, { endpoint: subscription.endpoint }]) {
      await expect(registry.unsubscribe(stranger, target)).rejects.toMatchObject({
        code: 'forbidden',
        status: 403,
      });
      await expect(registry.unsubscribe(nobody, target)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    const { rows } = await file.database.pool.query(
      'SELECT action, user_id FROM audit_events WHERE target_id = $1',
      [id],
    );
    const foreign = { action: 'subscription.foreign_access', user_id: stranger.userId };
    expect(rows).toEqual([foreign, foreign]);
    expect(await subscriptionRow(file.database, id)).toMatchObject({ active: true });
    await registry.unsubscribe(admin, { id });
    expect(await subscriptionRow(file.database, id)).toMatchObject({ active: false });
  });

  it('WEB-4: an anonymous subscription is ended by whoever knows its endpoint, not by its id, and leaves no device', async () => {
    const { registry } = setUp(true);
    const subscription = browserSubscription('leaves');
    const { id } = await registry.subscribe(nobody, subscription);
    await expect(registry.unsubscribe(nobody, { id })).rejects.toMatchObject({ code: 'unauthenticated' });
    const member = await createActor(file.database, 'member');
    await expect(registry.unsubscribe(member, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await registry.unsubscribe(nobody, { endpoint: subscription.endpoint });
    expect(await subscriptionRow(file.database, id)).toMatchObject({
      active: false,
      device_revoked_at: expect.any(Date),
    });
  });
});

describe('a subscription that the browser replaced', () => {
  it('WEB-13: the old endpoint and its secret are proof enough to put the new one in its place', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const [old, subscription] = [browserSubscription('old'), browserSubscription('new')];
    const { id, deviceId } = await registry.subscribe(actor, old);
    const proof = { endpoint: old.endpoint, auth: `${old.keys.auth}==` };
    const replaced = await registry.resubscribe({ old: proof, subscription });
    expect(replaced.deviceId).toBe(deviceId);
    expect(await subscriptionRow(file.database, id)).toMatchObject({
      active: false,
      revoke_reason: 'rotated',
    });
    expect(await subscriptionRow(file.database, replaced.id)).toMatchObject({
      active: true,
      user_id: actor.userId,
    });
    await expect(registry.resubscribe({ old: proof, subscription })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('WEB-13: a wrong secret and an endpoint that nobody has get one and the same answer, and change nothing', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
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
    expect(await subscriptionRow(file.database, id)).toMatchObject({ active: true });
  });

  it("WEB-13: of 20 replacements at once one wins; another account's endpoint is not to be had that way", async () => {
    const { registry } = setUp();
    const [actor, other] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
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
    const { rows } = await file.database.pool.query(
      'SELECT 1 FROM push_tokens WHERE device_id = $1 AND active',
      [deviceId],
    );
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
    expect(await subscriptionRow(file.database, id)).toMatchObject({ active: true, user_id: null });
  });
});
