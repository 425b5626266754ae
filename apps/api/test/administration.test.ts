import { randomUUID } from 'node:crypto';
import { createSwitchReader } from '@carillon/push/dispatch/switches';
import { settingsOf } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, signIn } from './world.ts';

let api: LiveApi;
let admin: Awaited<ReturnType<typeof signIn>>;
let member: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
  [admin, member] = await Promise.all([signIn(api, 'admin'), signIn(api, 'member')]);
});
afterAll(() => api.close());

const call = (
  who: { readonly accessToken: string },
  method: string,
  path: string,
  body?: unknown,
): ReturnType<LiveApi['call']> => api.call(method, `/api/v1${path}`, body, who.accessToken);

const ALL_ON = { apns: true, fcm: true, expo: true, webpush: true, inbox: true };

describe('settings by REST', () => {
  it('DIS-9: sending and each way of it are switched off and on, what is left out stays, and workers see it', async () => {
    expect((await call(admin, 'GET', '/settings')).body).toEqual({
      sending: { enabled: true, channels: ALL_ON },
    });
    const { body } = await call(admin, 'PUT', '/settings', { sending: { channels: { fcm: false } } });
    expect(body.sending).toEqual({ enabled: true, channels: { ...ALL_ON, fcm: false } });
    const off = await call(admin, 'PUT', '/settings', { sending: { enabled: false } });
    expect(off.body.sending).toEqual({ enabled: false, channels: { ...ALL_ON, fcm: false } });
    const switches = createSwitchReader({
      settings: settingsOf(api.database),
      maxAgeMs: 0,
      monotonicMs: () => performance.now(),
    });
    expect(await switches.offFor('webpush')).toBe('everything');
    await call(admin, 'PUT', '/settings', { sending: { enabled: true } });
    expect([await switches.offFor('webpush'), await switches.offFor('fcm')]).toEqual([null, 'channel']);
    await call(admin, 'PUT', '/settings', { sending: { channels: { fcm: true } } });
    expect(await switches.offFor('fcm')).toBeNull();
  });

  it('OBS-3, DIS-9: each change is in the audit log; a request that changes nothing is not', async () => {
    await api.database.prisma.auditEvent.deleteMany();
    await call(admin, 'PUT', '/settings', {});
    await call(admin, 'PUT', '/settings', { sending: { channels: { expo: true, inbox: true } } });
    const written = await api.database.prisma.auditEvent.findMany();
    expect(written).toMatchObject([
      {
        userId: admin.userId,
        action: 'settings.sending_changed',
        details: { expo: 'on', inbox: 'on' },
      },
    ]);
  });

  it('DIS-9: two changes at once are both kept', async () => {
    const channels = ['apns', 'fcm', 'expo', 'webpush', 'inbox'];
    await Promise.all(
      channels.map((channel) =>
        call(admin, 'PUT', '/settings', { sending: { channels: { [channel]: false } } }),
      ),
    );
    const { body } = await call(admin, 'GET', '/settings');
    expect(Object.values(body.sending.channels)).toEqual([false, false, false, false, false]);
    await call(admin, 'PUT', '/settings', { sending: { channels: ALL_ON } });
  });

  it('T-5: a switch that there is not, and one that is none, are 400', async () => {
    for (const sending of [{ channels: { sms: false } }, { enabled: 'no' }, { channels: null }, 7]) {
      expect((await call(admin, 'PUT', '/settings', { sending })).status).toBe(400);
    }
  });
});

describe('users by REST', () => {
  it('are listed for administrators, newest first, with their active devices, and found by any part of them', async () => {
    const world = await createWorld(api);
    await api.database.prisma.user.update({
      where: { id: world.ownerId },
      data: { name: 'Grüßle, Ann', externalId: 'crm/42' },
    });
    for (const search of ['GRÜß', 'ann', 'CRM/42', world.ownerId.slice(0, 20)]) {
      const { body } = await call(admin, 'GET', `/users?search=${encodeURIComponent(search)}`);
      const found = body.users.find(({ id }: { id: string }) => id === world.ownerId);
      expect(found).toEqual({
        id: world.ownerId,
        email: `${world.ownerId}@example.com`,
        name: 'Grüßle, Ann',
        role: 'member',
        external_id: 'crm/42',
        disabled_at: null,
        devices: 3,
        created_at: expect.any(String),
      });
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await call(admin, 'GET', `/users?limit=2${cursor}`);
      seen.push(...body.users.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(await api.database.prisma.user.count());
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect((await call(admin, 'GET', '/users?cursor=x')).status).toBe(400);
  });

  it('T-5, OBS-3: an external id is set by administrators, belongs to one user, and goes to the audit log', async () => {
    const path = `/users/${member.userId}/external-id`;
    const externalId = `customer ${randomUUID()}`;
    expect((await call(member, 'PUT', path, { external_id: externalId })).status).toBe(403);
    const set = await call(admin, 'PUT', path, { external_id: externalId });
    expect([set.status, set.body.external_id]).toEqual([200, externalId]);
    const other = await signIn(api, 'member');
    const taken = await call(admin, 'PUT', `/users/${other.userId}/external-id`, { externalId });
    expect([taken.status, taken.body.code]).toEqual([409, 'conflict']);
    expect((await call(admin, 'PUT', path, { external_id: externalId })).status).toBe(200);
    expect((await call(admin, 'PUT', path, { external_id: null })).body.external_id).toBeNull();
    expect((await call(admin, 'PUT', `/users/${other.userId}/external-id`, { externalId })).status).toBe(200);
    expect((await call(admin, 'PUT', `/users/${randomUUID()}/external-id`, { externalId: 'x' })).status).toBe(
      404,
    );
    for (const body of [{}, { external_id: '' }, { external_id: ' ' }, { external_id: 'x'.repeat(256) }]) {
      expect((await call(admin, 'PUT', path, body)).status).toBe(400);
    }
    const written = await api.database.prisma.auditEvent.findMany({
      where: { targetId: member.userId },
      orderBy: { id: 'asc' },
    });
    expect(written.map(({ action, details }) => [action, details])).toEqual([
      ['user.external_id_set', { external_id: externalId }],
      ['user.external_id_set', { external_id: externalId }],
      ['user.external_id_removed', {}],
    ]);
  });
});

describe('outcomes over time by REST', () => {
  it('OBS-1: answers intervals that widen with the range, for administrators', async () => {
    const { pool } = api.database;
    await pool.query(
      `INSERT INTO outcome_history (at, channel, status, count)
       SELECT at, 'webpush', 'accepted', 1
       FROM generate_series('2026-03-01T00:00:00Z'::timestamptz, '2026-03-31T23:55:00Z', '5 minutes') AS at`,
    );
    const read = (query: string) => call(admin, 'GET', `/stats/outcomes?${query}`);
    const hour = await read('from=2026-03-01T10:02:00Z&to=2026-03-01T11:00:00Z');
    expect(hour.body.interval_seconds).toBe(300);
    expect(hour.body.points).toHaveLength(12);
    expect(hour.body.points[0]).toEqual({
      at: '2026-03-01T10:00:00.000Z',
      channel: 'webpush',
      status: 'accepted',
      count: 1,
    });
    const month = await read('from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z');
    expect(month.body.interval_seconds).toBe(10_800);
    expect(month.body.points).toHaveLength(31 * 8);
    const total = month.body.points.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect(total).toBe(31 * 288);
    const ever = await read('from=2000-01-01T00:00:00Z');
    expect(ever.body.points.length).toBeLessThanOrEqual(300);
    expect((await read('from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z')).status).toBe(400);
    expect((await read('from=yesterday')).status).toBe(400);
    expect((await read('')).status).toBe(400);
  });
});
