import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { QuietHours } from '@carillon/contracts/preferences';
import { createPreferenceStore } from '@carillon/db/repositories/preferences';
import type { ChunkJobData } from '@carillon/notifications/jobs';
import { createWallClock } from '@carillon/notifications/quiet-hours';
import { createDevice, createUser, type TestUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useWorld, type World } from './world.ts';

let database: TestDatabase;
let delivery: World['delivery'];
let store: ReturnType<typeof createPreferenceStore>;
let person: TestUser;
let device: DeviceId;

useWorld(async (made) => {
  ({ database, delivery } = made);
  store = createPreferenceStore(database);
  person = await createUser(database, { role: 'member' });
  [device] = (await made.devicesOf(person, 'webpush', 1)) as [DeviceId];
});

const night = (timeZone: string, hours: Partial<QuietHours> = {}): QuietHours => ({
  enabled: true,
  start: '22:00',
  end: '07:00',
  timeZone,
  criticalOverride: true,
  ...hours,
});
const own = (id: DeviceId, userId: UserId = person.id) => ({ id, userId });

describe('the storage of preferences', () => {
  const anyQuietHours = fc.option(fc.constantFrom(night('Europe/Berlin'), night('UTC', { enabled: false })));
  const anyPerson = fc.record({
    categories: fc.option(fc.constantFrom([], ['news'], ['sport', 'news'])),
    quietHours: anyQuietHours,
    sound: fc.boolean(),
  });
  const anyDevice = fc.record({ quietHours: anyQuietHours, sound: fc.option(fc.boolean()) });

  it('what a device is shown to have is what decides when something is sent to it', async () => {
    const agent = await createDevice(database, { userId: person.id, platform: 'agent' });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ofPerson: fc.option(anyPerson), ofDevice: fc.option(anyDevice), isAgent: fc.boolean() }),
        async ({ ofPerson, ofDevice, isAgent }) => {
          await database.pool.query('DELETE FROM preferences');
          const target = isAgent ? agent : device;
          if (ofPerson !== null) await store.save(person.id, ofPerson);
          if (ofDevice !== null) await store.saveForDevice(own(target), ofDevice);
          const id = await delivery.send({ audience: { deviceIds: [target] } });
          const { rows } = await database.pool.query<{ data: ChunkJobData }>(
            "DELETE FROM pgboss.job WHERE name = 'notifications.prompt' RETURNING data",
          );
          const [chunk] = rows;
          const { deliveries } = await delivery.worker.ledger.lease({
            id,
            channel: isAgent ? 'inbox' : 'webpush',
            deviceIds: [target],
            reservedUntil: new Date(chunk?.data.reservedUntil ?? ''),
            leaseMs: 1_000,
          });
          const shown = await store.findForDevice(own(target));
          expect(deliveries.map(({ ownerId, preferences }) => ({ ownerId, preferences }))).toEqual([
            { ownerId: person.id, preferences: shown?.effective },
          ]);
          const mine = ofPerson ?? { categories: null, quietHours: null, sound: true };
          expect(shown).toEqual({
            quietHours: ofDevice?.quietHours ?? null,
            sound: ofDevice?.sound ?? null,
            effective: {
              categories: mine.categories,
              quietHours: ofDevice?.quietHours ?? (isAgent ? null : mine.quietHours),
              sound: ofDevice?.sound ?? mine.sound,
            },
          });
        },
      ),
      { numRuns: 40 },
    );
    // Nobody ends what was leased here.
    await database.pool.query('DELETE FROM notifications');
  });

  it('changes made at once of different members are all kept, in one row', async () => {
    await Promise.all(
      Array.from({ length: 10 }, () => [
        store.save(person.id, { categories: ['news'] }),
        store.save(person.id, { quietHours: night('UTC') }),
        store.save(person.id, { sound: false }),
        store.saveForDevice(own(device), { sound: true }),
        store.saveForDevice(own(device), { quietHours: night('Asia/Kolkata') }),
      ]).flat(),
    );
    expect(await store.find(person.id)).toEqual({
      categories: ['news'],
      quietHours: night('UTC'),
      sound: false,
    });
    expect(await store.findForDevice(own(device))).toMatchObject({
      quietHours: night('Asia/Kolkata'),
      sound: true,
    });
    expect(await database.prisma.preference.count()).toBe(2);
  });

  it('T-5: nobody else’s device is found or changed by its id alone', async () => {
    const stranger = await createUser(database, { role: 'member' });
    expect(await store.findForDevice(own(device, stranger.id))).toBeNull();
    expect(await store.saveForDevice(own(device, stranger.id), { sound: false })).toBe(false);
    expect(await database.prisma.preference.count()).toBe(0);
  });

  it('REG-11: preferences go with the user and with the device', async () => {
    await store.save(person.id, { sound: false });
    await store.saveForDevice(own(device), { sound: false });
    await database.pool.query('DELETE FROM devices WHERE id = $1', [device]);
    expect(await database.prisma.preference.count()).toBe(1);
    await database.pool.query('DELETE FROM users WHERE id = $1', [person.id]);
    expect(await database.prisma.preference.count()).toBe(0);
  });

  it('the wall clock shows what the database’s own time zones show', async () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Africa/Cairo',
    ];
    const times = fc.sample(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2026-11-01'), noInvalidDate: true }),
      1_000,
    );
    const { rows } = await database.pool.query<{ zone: string; at: Date; shown: number }>(
      `SELECT zone, at, (extract(hour FROM at AT TIME ZONE zone) * 60 + extract(minute FROM at AT TIME ZONE zone))::int AS shown
       FROM unnest($1::text[]) zone CROSS JOIN unnest($2::timestamptz[]) at`,
      [zones, times],
    );
    const clock = createWallClock();
    expect(rows).toHaveLength(zones.length * times.length);
    expect(rows.filter(({ zone, at, shown }) => clock.minutesAt(zone, at) !== shown)).toEqual([]);
  });
});
