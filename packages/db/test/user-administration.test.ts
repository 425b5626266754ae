import { createUserAdministrationStore } from '@carillon/db/repositories/user-administration';
import { createDevice, createUser } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, expect, it } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('REG-11: a user whose devices have a history of several batches is deleted with all of it, and others keep theirs', async () => {
  const [gone, stays] = await Promise.all(
    [0, 1].map(async () => {
      const user = await createUser(database, { role: 'member' });
      return { user, device: await createDevice(database, { userId: user.id, platform: 'ios' }) };
    }),
  );
  if (gone === undefined || stays === undefined) throw new Error('no users');
  await database.pool.query(
    `INSERT INTO notifications (id, kind, status, audience, message, priority, ttl_seconds, expires_at)
     SELECT gen_random_uuid(), 'message', 'done', '{}', '{}', 'normal', 60, now() FROM generate_series(1, 12000)`,
  );
  for (const { device } of [gone, stays]) {
    await database.pool.query(
      `INSERT INTO deliveries (notification_id, device_id, channel, state, next_attempt_at)
       SELECT id, $1, 'apns', 'accepted', NULL FROM notifications`,
      [device],
    );
  }
  const store = createUserAdministrationStore(database);
  await store.transaction((tx) => tx.remove(gone.user.id));
  const left = await database.prisma.delivery.groupBy({ by: ['deviceId'], _count: true });
  expect(left).toEqual([{ deviceId: stays.device, _count: 12_000 }]);
  const { rows } = await database.pool.query('SELECT sum(devices)::int AS counted FROM notification_counts');
  expect(rows).toEqual([{ counted: 12_000 }]);
  expect(await database.prisma.user.findMany({ select: { id: true } })).toEqual([{ id: stays.user.id }]);
});

it('AUTH-1: a change that fails half-way leaves everything as it was', async () => {
  const user = await createUser(database, { role: 'member' });
  const store = createUserAdministrationStore(database);
  const failing = store.transaction(async (tx) => {
    await tx.setRole(user.id, 'admin');
    await tx.setDisabled(user.id, true);
    throw new Error('half-way');
  });
  await expect(failing).rejects.toThrow('half-way');
  const stored = await database.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
  expect([stored.role, stored.disabledAt]).toEqual(['member', null]);
});
