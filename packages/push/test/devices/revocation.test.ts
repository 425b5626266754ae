import { type InstallationId, installationIdSchema } from '@carillon/contracts/ids';
import { createDevice, createSession } from '@carillon/testing/factories';
import { apnsToken, browserSubscription, createActor, createTestRegistry } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import { useFileRegistry } from './file-registry.ts';

const file = useFileRegistry();
const { setUp } = file;
const INSTALLATION: InstallationId = installationIdSchema.parse('phone');
const phone = () => ({
  deviceId: INSTALLATION,
  platform: 'ios' as const,
  pushToken: apnsToken('phone'),
  environment: 'production' as const,
  userAgent: null,
});

async function sessionOf(deviceId: string, actor: Actor): Promise<Date | null> {
  const { rows } = await file.database.pool.query(
    'SELECT revoked_at FROM sessions WHERE device_id = $1 AND id = $2',
    [deviceId, actor.sessionId],
  );
  return rows[0].revoked_at;
}

describe('revoking a device', () => {
  it.each(['server’s id', 'installation’s id'] as const)(
    'REG-9: by the %s: softly, with its token wiped and its sessions ended, in one go',
    async (by) => {
      const { registry, events } = setUp();
      const actor = await createActor(file.database, 'member');
      const { device } = await registry.register(actor, phone());
      const { userId } = actor;
      const onDevice = {
        ...actor,
        sessionId: await createSession(file.database, { userId, deviceId: device.id }),
      };
      await registry.revoke(actor, by === 'server’s id' ? device.id : INSTALLATION);
      const revoked = await registry.find(actor, device.id);
      expect(revoked).toMatchObject({
        status: 'revoked',
        revokedAt: expect.any(Date),
        push: { provider: 'apns', health: 'none', reason: 'device_revoked' },
      });
      const { rows } = await file.database.pool.query('SELECT * FROM push_tokens WHERE device_id = $1', [
        device.id,
      ]);
      expect(rows).toMatchObject([
        {
          active: false,
          ciphertext: null,
          key_id: null,
          revoke_reason: 'device_revoked',
          revoked_at: expect.any(Date),
        },
      ]);
      expect(await sessionOf(device.id, onDevice)).toBeInstanceOf(Date);
      expect(events.filter(({ type }) => type === 'device_revoked')).toMatchObject([{ endedSessions: 1 }]);
    },
  );

  it('REG-9: who revokes the device that they hold stays signed in; other sessions of other devices stay too', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registry.register(actor, phone());
    const other = await createDevice(file.database, { userId: actor.userId, platform: 'web' });
    const elsewhere = {
      ...actor,
      sessionId: await createSession(file.database, { userId: actor.userId, deviceId: other }),
    };
    await file.database.pool.query('UPDATE sessions SET device_id = $1 WHERE id = $2', [
      device.id,
      actor.sessionId,
    ]);
    await registry.revoke(actor, device.id);
    expect(await sessionOf(device.id, actor)).toBeNull();
    expect(await sessionOf(other, elsewhere)).toBeNull();
  });

  it('REG-9: when a part of it fails, none of it happened', async () => {
    const { registry, parts, events } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registry.register(actor, phone());
    const failing = createTestRegistry(file.database, {
      ...parts,
      store: {
        ...parts.store,
        transaction: (work) =>
          parts.store.transaction((tx) => {
            const revoke = async (revocation: Parameters<typeof tx.batches.revoke>[0]) => {
              await tx.batches.revoke(revocation);
              throw new Error('lost');
            };
            return work({ ...tx, batches: { ...tx.batches, revoke } });
          }),
      },
    });
    await expect(failing.registry.revoke(actor, device.id)).rejects.toThrow('lost');
    expect(await registry.find(actor, device.id)).toEqual(device);
    expect(failing.events).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['device_registered', 'token_registered']);
  });

  it('REG-9: again for a push device changes nothing and is no error, also 20 times at once', async () => {
    const { registry, events } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registry.register(actor, phone());
    await Promise.all(Array.from({ length: 20 }, () => registry.revoke(actor, device.id)));
    const { revokedAt } = await registry.find(actor, device.id);
    await registry.revoke(actor, device.id);
    expect((await registry.find(actor, device.id)).revokedAt).toEqual(revokedAt);
    expect(events.filter(({ type }) => type === 'device_revoked')).toHaveLength(1);
  });

  it('REG-10: an agent is revoked once; a second time is a conflict', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const id = await createDevice(file.database, { userId: actor.userId, platform: 'agent' });
    await registry.revoke(actor, id);
    await expect(registry.revoke(actor, id)).rejects.toMatchObject({ code: 'conflict', status: 409 });
    expect((await registry.find(actor, id)).status).toBe('revoked');
  });
});

describe('deleting a user', () => {
  it('REG-11: takes devices, tokens, subscriptions, sessions and deliveries along, past the ORM; the audit log stays', async () => {
    const { registry } = setUp();
    const [leaver, stayer] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const { device } = await registry.register(leaver, phone());
    await registry.subscribe(leaver, browserSubscription('leaver'));
    const { device: kept } = await registry.register(stayer, { ...phone(), pushToken: apnsToken('stayer') });
    await expect(registry.find(leaver, kept.id)).rejects.toMatchObject({ code: 'forbidden' });
    await file.database.pool.query(
      `WITH n AS (
         INSERT INTO notifications (id, kind, status, created_by_id, audience, message, priority, ttl_seconds, expires_at)
         VALUES (gen_random_uuid(), 'test', 'sending', $2, '{}', '{}', 'normal', 60, now()) RETURNING id)
       INSERT INTO deliveries (notification_id, device_id, channel) SELECT n.id, $1, 'apns' FROM n`,
      [device.id, stayer.userId],
    );
    await file.database.pool.query('DELETE FROM users WHERE id = $1', [leaver.userId]);
    const { rows } = await file.database.pool.query(
      `SELECT (SELECT count(*) FROM devices WHERE user_id = $1)::int AS devices,
         (SELECT count(*) FROM push_tokens WHERE device_id = $2)::int AS tokens,
         (SELECT count(*) FROM push_tokens WHERE provider = 'webpush')::int AS subscriptions,
         (SELECT count(*) FROM sessions WHERE user_id = $1)::int AS sessions,
         (SELECT count(*) FROM deliveries WHERE device_id = $2)::int AS deliveries,
         (SELECT count(*) FROM audit_events WHERE target_id = $3::text AND actor LIKE $1 || '%')::int AS audit`,
      [leaver.userId, device.id, kept.id],
    );
    expect(rows).toEqual([{ devices: 0, tokens: 0, subscriptions: 0, sessions: 0, deliveries: 0, audit: 1 }]);
    expect((await registry.find(stayer, kept.id)).push?.health).toBe('ok');
  });

  it('REG-11: a registration that overlaps the deletion fails and leaves nothing', async () => {
    const { registry } = setUp();
    const leaver = await createActor(file.database, 'member');
    await file.database.pool.query('DELETE FROM users WHERE id = $1', [leaver.userId]);
    await expect(registry.register(leaver, phone())).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(registry.subscribe(leaver, browserSubscription('gone'))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});
