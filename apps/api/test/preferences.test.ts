import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, type World } from './world.ts';

let api: LiveApi;
let world: World;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'], RATE_LIMIT_FACTOR: 100 });
});
beforeEach(async () => {
  world = await createWorld(api);
});
afterAll(() => api.close());

type Who = keyof World['tokens'];
const call = (who: Who, method: string, path: string, body?: unknown): ReturnType<LiveApi['call']> =>
  api.call(method, `/api/v1${path}`, body, world.tokens[who]);
const put = (body: object) => call('owner', 'PUT', '/preferences', body);
const devicePath = () => `/devices/${world.deviceId}/preferences`;

const NIGHT = {
  enabled: true,
  start: '22:00',
  end: '07:00',
  time_zone: 'Europe/Berlin',
  critical_override: true,
};
const DEFAULTS = { categories: null, quiet_hours: null, sound: true };

describe('preferences by REST', () => {
  it('who never said anything wants everything; what is absent stays, and null takes back', async () => {
    expect((await call('owner', 'GET', '/preferences')).body).toEqual(DEFAULTS);
    const quiet = await put({ quiet_hours: { ...NIGHT, critical_override: undefined } });
    expect([quiet.status, quiet.body]).toEqual([200, { ...DEFAULTS, quiet_hours: NIGHT }]);
    await put({ categories: ['news', 'news', ' sport '], sound: false });
    const changed = { categories: ['news', 'sport'], quiet_hours: NIGHT, sound: false };
    expect((await call('owner', 'GET', '/preferences')).body).toEqual(changed);
    expect((await put({ categories: [] })).body).toEqual({ ...changed, categories: [] });
    expect((await put({ categories: null, quiet_hours: null })).body).toEqual({ ...DEFAULTS, sound: false });
    expect((await call('stranger', 'GET', '/preferences')).body).toEqual(DEFAULTS);
  });

  it.each([
    ['quiet_hours.time_zone', { quiet_hours: { ...NIGHT, time_zone: 'Mars/Olympus_Mons' } }],
    ['quiet_hours.time_zone', { quiet_hours: { ...NIGHT, time_zone: '+01:00' } }],
    ['quiet_hours.end', { quiet_hours: { ...NIGHT, end: '22:00' } }],
    ['quiet_hours.start', { quiet_hours: { ...NIGHT, start: '24:00' } }],
    ['quiet_hours.start', { quiet_hours: { ...NIGHT, start: '7:00' } }],
    ['categories', { categories: 'news' }],
    ['categories.0', { categories: [' '] }],
    ['sound', { sound: 'off' }],
  ])('API-2: a %s that is not valid is refused by its name, and nothing is changed', async (path, body) => {
    const { status, body: problem } = await put(body);
    expect([status, problem.errors[0].path]).toEqual([400, path]);
    expect((await call('owner', 'GET', '/preferences')).body).toEqual(DEFAULTS);
  });

  it('a device does as its person until it is told otherwise, and again after that', async () => {
    await put({ categories: ['news'], quiet_hours: NIGHT });
    const like = { quiet_hours: null, sound: null };
    const effective = { categories: ['news'], quiet_hours: NIGHT, sound: true };
    expect((await call('owner', 'GET', devicePath())).body).toEqual({ ...like, effective });
    const off = { ...NIGHT, enabled: false };
    const told = await call('owner', 'PUT', devicePath(), { quiet_hours: off, sound: false });
    expect([told.status, told.body]).toEqual([
      200,
      { quiet_hours: off, sound: false, effective: { ...effective, quiet_hours: off, sound: false } },
    ]);
    // By the installation's own id, which names a device of the caller's.
    const byInstallation = `/devices/${world.installationId}/preferences`;
    const back = await call('owner', 'PUT', byInstallation, { quiet_hours: null, sound: null });
    expect(back.body).toEqual({ ...like, effective });
    expect(
      (await call('owner', 'PUT', devicePath(), { quiet_hours: { ...NIGHT, end: '22:00' } })).status,
    ).toBe(400);
  });

  it('an agent has no quiet hours but its own', async () => {
    await put({ quiet_hours: NIGHT });
    const agent = await call('owner', 'POST', '/devices', { device_name: 'cellar' });
    const path = `/devices/${agent.body.id}/preferences`;
    expect((await call('owner', 'GET', path)).body.effective).toEqual(DEFAULTS);
    await call('owner', 'PUT', path, { quiet_hours: NIGHT });
    expect((await call('owner', 'GET', path)).body.effective.quiet_hours).toEqual(NIGHT);
  });

  it('REG-13, T-5: somebody else’s device is not theirs to change, nor the administrator’s; each attempt is in the audit log', async () => {
    const attempts = async () =>
      (
        await api.database.prisma.auditEvent.findMany({
          where: { action: 'device.foreign_access', targetId: world.deviceId },
        })
      ).length;
    expect((await call('stranger', 'GET', devicePath())).status).toBe(403);
    expect((await call('stranger', 'PUT', devicePath(), { sound: false })).status).toBe(403);
    expect(await attempts()).toBe(2);
    expect((await call('admin', 'GET', devicePath())).status).toBe(200);
    expect((await call('admin', 'PUT', devicePath(), { sound: false })).status).toBe(403);
    expect(await attempts()).toBe(3);
    expect((await call('owner', 'GET', devicePath())).body.sound).toBeNull();
    expect((await call('owner', 'GET', '/devices/nothing/preferences')).status).toBe(404);
    expect((await call('nobody', 'GET', '/preferences')).status).toBe(401);
  });
});
