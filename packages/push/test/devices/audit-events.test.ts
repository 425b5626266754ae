import { randomUUID } from 'node:crypto';
import { installationIdSchema } from '@carillon/contracts/ids';
import { apnsToken, browserSubscription, createActor, createTestRegistry } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const phone = (seed: string, name = 'phone') => ({
  deviceId: installationIdSchema.parse(name),
  platform: 'ios' as const,
  pushToken: apnsToken(seed),
  environment: 'production' as const,
  userAgent: null,
});

/** What is recorded of a device, oldest first. */
async function recorded(deviceId: string) {
  const { rows } = await database.pool.query(
    'SELECT action, user_id AS by, details FROM audit_events WHERE target_id = $1 ORDER BY id',
    [deviceId],
  );
  return rows;
}

describe('the audit log of the registry', () => {
  it('OBS-3: tells of a device that was registered, revoked and registered anew, and not that it was brought up to date', async () => {
    const { registry } = createTestRegistry(database, {});
    const owner = await createActor(database, 'member');
    const { device } = await registry.register(owner, phone('first'));
    await registry.register(owner, phone('first'));
    await registry.register(owner, phone('second'));
    await registry.revoke(owner, device.id);
    await registry.register(owner, phone('second'));
    const by = owner.userId;
    expect(await recorded(device.id)).toEqual([
      { action: 'device.registered', by, details: { platform: 'ios' } },
      { action: 'device.revoked', by, details: { platform: 'ios', ended_sessions: '0' } },
      { action: 'device.registered', by, details: { platform: 'ios', anew: 'yes' } },
    ]);
  });

  it('OBS-3, TOK-6: a token that moves to another account is told with the device that lost it, and who took it', async () => {
    const { registry } = createTestRegistry(database, {});
    const [before, after] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const lost = await registry.register(before, phone('moving'));
    await registry.register(after, phone('moving'));
    expect((await recorded(lost.device.id)).slice(1)).toEqual([
      {
        action: 'device.token_moved',
        by: after.userId,
        details: { user_id: before.userId, token_id: expect.any(String), provider: 'apns' },
      },
    ]);
  });

  it('OBS-3, REG-14: of many that are revoked at once, each is told', async () => {
    const { registry } = createTestRegistry(database, {});
    const owner = await createActor(database, 'member');
    const made = await Promise.all(
      ['a', 'b', 'c'].map((seed) => registry.register(owner, phone(`bulk-${seed}`, seed))),
    );
    const ids = made.map(({ device }) => device.id);
    await registry.bulkRevoke(owner, ids);
    for (const id of ids) {
      expect((await recorded(id)).map(({ action }) => action)).toEqual([
        'device.registered',
        'device.revoked',
      ]);
    }
  });

  it('OBS-3: what anybody can bring about without an account does not fill it', async () => {
    const { registry } = createTestRegistry(database, { anonymousSubscriptions: true });
    const call = { ...browserSubscription(randomUUID()), deviceId: undefined };
    const { deviceId } = await registry.subscribe({ kind: 'anonymous' }, call);
    await registry.unsubscribe({ kind: 'anonymous' }, { endpoint: call.endpoint });
    expect(await recorded(deviceId)).toEqual([]);
  });

  it('OBS-3, T-6: none of it holds a token', async () => {
    const { rows } = await database.pool.query(
      'SELECT row_to_json(audit_events)::text AS row FROM audit_events',
    );
    const log = rows.map(({ row }) => row).join('\n');
    expect(rows.length).toBeGreaterThan(5);
    for (const seed of ['first', 'second', 'moving', 'bulk-a']) expect(log).not.toContain(apnsToken(seed));
  });
});
