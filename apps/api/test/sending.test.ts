import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, signIn, type World } from './world.ts';

let api: LiveApi;
let world: World;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'], RATE_LIMIT_FACTOR: 100 });
  world = await createWorld(api);
});
afterAll(() => api.close());

type Who = keyof World['tokens'];
const call = (who: Who, method: string, path: string, body?: unknown): ReturnType<LiveApi['call']> =>
  api.call(method, `/api/v1${path}`, body, world.tokens[who]);
const send = (who: Who, message: object) =>
  call(who, 'POST', '/notifications', { title: 'Hello', ...message });
const toOwner = () => ({ audience: { device_ids: [world.deviceId] } });
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('the sending API by REST', () => {
  it('DIS-2: takes each audience in snake_case, and exactly one of them', async () => {
    const externalId = `customer ${randomUUID()}`;
    await call('admin', 'PUT', `/users/${world.ownerId}/external-id`, { external_id: externalId });
    await call('owner', 'PATCH', `/devices/${world.deviceId}`, { tags: ['primary'] });
    const audiences = [
      { user_ids: [world.ownerId] },
      { external_ids: [externalId] },
      { device_ids: [world.deviceId] },
      { topic: world.topic },
      { tags: ['primary', 'backup'] },
      { broadcast: true },
    ];
    for (const audience of audiences) {
      expect((await send('admin', { audience })).status).toBe(202);
      const { status, body } = await call('admin', 'POST', '/notifications/estimate', { audience });
      expect([status, body.devices > 0, body.channels.length > 0]).toEqual([200, true, true]);
    }
    for (const audience of [{}, { topic: 'a', broadcast: true }, { tags: [] }, { broadcast: false }, null]) {
      expect((await send('admin', { audience })).status).toBe(400);
      expect((await call('admin', 'POST', '/notifications/estimate', { audience })).status).toBe(400);
    }
  });

  it('DIS-3, T-5: a member reaches own devices by any audience that names only them', async () => {
    const status = async (audience: object) => (await send('stranger', { audience })).status;
    const tagged = await send('stranger', { audience: { tags: ['primary'] } });
    expect([tagged.status, tagged.body.status]).toEqual([202, 'done']);
    expect(await status({ user_ids: [world.ownerId] })).toBe(403);
    expect(await status({ topic: world.topic })).toBe(403);
    expect(await status({ topic: 'none' })).toBe(403);
    expect(await status({ external_ids: ['customer 1'] })).toBe(403);
    expect(await status({ device_ids: [randomUUID()] })).toBe(404);
  });

  it('schedules with send_at, shows it, and cancels it; who only receives it cannot', async () => {
    const sendAt = inAnHour();
    const sent = await send('admin', { ...toOwner(), send_at: sendAt });
    expect([sent.status, sent.body.status]).toEqual([202, 'scheduled']);
    const path = `/notifications/${sent.body.id}`;
    expect((await call('admin', 'GET', path)).body).toMatchObject({
      status: 'scheduled',
      send_at: sendAt,
      cancelled_at: null,
      channels: [],
    });
    // It has not gone to anybody yet, so that nobody else sees it.
    expect((await call('owner', 'GET', path)).status).toBe(403);
    expect((await call('owner', 'POST', `${path}/cancel`)).status).toBe(403);
    const cancelled = await call('admin', 'POST', `${path}/cancel`);
    expect([cancelled.status, cancelled.body]).toEqual([200, { cancelled: 0, already_sent: 0 }]);
    expect((await call('admin', 'GET', path)).body).toMatchObject({
      status: 'cancelled',
      cancelled_at: expect.any(String),
    });
    expect((await call('admin', 'POST', `/notifications/${randomUUID()}/cancel`)).status).toBe(404);
    expect((await call('admin', 'POST', '/notifications/x/cancel')).status).toBe(400);
    const refused = ['tomorrow', 7, '2126-01-01T00:00:00Z', '12', sendAt.replace('Z', '')];
    for (const send_at of refused) {
      const { status, body } = await send('admin', { ...toOwner(), send_at });
      expect([status, body.errors[0].path]).toEqual([400, 'send_at']);
    }
  });

  it('DIS-2: an id in capitals is the same id, and named in both ways it is named once', async () => {
    const shouted = world.deviceId.toUpperCase();
    const { status, body } = await send('owner', { audience: { device_ids: [shouted, world.deviceId] } });
    expect(status).toBe(202);
    const { body: read } = await call('owner', 'GET', `/notifications/${body.id.toUpperCase()}`);
    expect([read.id, read.counts.total]).toEqual([body.id, 1]);
    const toOneself = { audience: { user_ids: [world.ownerId.toUpperCase()] } };
    expect((await send('owner', toOneself)).status).toBe(202);
  });

  it('REG-13: asking for the notifications of somebody else’s device is 403, and in the audit log', async () => {
    const path = `/notifications?device_id=${world.phoneId}`;
    expect((await call('owner', 'GET', path)).status).toBe(200);
    expect((await call('admin', 'GET', path)).status).toBe(200);
    expect((await call('stranger', 'GET', path)).status).toBe(403);
    expect((await call('stranger', 'GET', `/notifications?device_id=${randomUUID()}`)).status).toBe(404);
    const written = await api.database.prisma.auditEvent.count({
      where: { targetId: world.phoneId, action: 'device.foreign_access' },
    });
    expect(written).toBe(1);
  });

  it('counts deliveries by the way that they go', async () => {
    const { body: sent } = await send('owner', { audience: { user_ids: [world.ownerId] } });
    const { body } = await call('owner', 'GET', `/notifications/${sent.id}`);
    const channels = body.channels.map(({ channel }: { channel: string }) => channel);
    expect(channels).toEqual(['apns', 'webpush', 'inbox']);
    const pending = body.channels.map(({ counts }: { counts: { pending: number } }) => counts.pending);
    expect([pending, body.counts.pending]).toEqual([[1, 1, 1], 3]);
    const cancelled = await call('owner', 'POST', `/notifications/${sent.id}/cancel`);
    expect(cancelled.body).toEqual({ cancelled: 3, already_sent: 0 });
  });

  it('DIS-10: what web push could never take is 413 with the limit and the excess, before it is stored', async () => {
    const before = await api.database.prisma.notification.count();
    const { status, body } = await send('owner', { ...toOwner(), data: { text: 'x'.repeat(5_000) } });
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
    expect(body.detail).toMatch(/^Web push takes 3993 bytes, and this message is \d+ over it\./);
    expect(await api.database.prisma.notification.count()).toBe(before);
  });

  it('DIS-11, F-8: a hundred equal requests to two processes are one notification', async () => {
    const second = await startLiveApi({ RATE_LIMIT_FACTOR: 100 }, api.database);
    const { accessToken } = await signIn(api, 'admin');
    const post = (url: string) =>
      fetch(`${url}/api/v1/notifications`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${accessToken}`,
          'idempotency-key': 'order-1',
        },
        body: JSON.stringify({ title: 'Once', ...toOwner() }),
      }).then(async (response) => ({
        status: response.status,
        body: (await response.json()) as { id: string },
      }));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => post(index % 2 === 0 ? api.url : second.url)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = new Set(answers.map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    expect(await api.database.prisma.delivery.count({ where: { notificationId: id } })).toBe(1);
    await second.stop();
  });
});

describe('the trace of a device by REST', () => {
  it('DIS-5: says what became of the last notifications on it, why, and in which order', async () => {
    const { body: sent } = await send('owner', { ...toOwner(), title: 'Why not?' });
    await call('owner', 'POST', `/notifications/${sent.id}/cancel`);
    const { status, body } = await call('owner', 'GET', `/devices/${world.deviceId}/deliveries?limit=1`);
    expect(status).toBe(200);
    expect(body.deliveries).toMatchObject([
      {
        notification_id: sent.id,
        device_id: world.deviceId,
        title: 'Why not?',
        state: 'cancelled',
        explanation: 'It was not sent. The notification was cancelled.',
        events: [
          { kind: 'queued', detail: 'Queued for this device.' },
          { kind: 'cancelled', detail: 'Cancelled. The notification was cancelled.' },
        ],
      },
    ]);
    const next = await call(
      'owner',
      'GET',
      `/devices/${world.deviceId}/deliveries?limit=1&cursor=${body.next_cursor}`,
    );
    expect(next.body.deliveries[0].notification_id < sent.id).toBe(true);
    const byName = await call('owner', 'GET', `/devices/${world.installationId}/deliveries?limit=1`);
    expect(byName.body).toEqual(body);
  });

  it('T-5, REG-13: of nobody else’s device, which goes to the audit log; administrators ask about any', async () => {
    const path = `/devices/${world.deviceId}/deliveries`;
    expect((await call('stranger', 'GET', path)).status).toBe(403);
    expect((await call('stranger', 'GET', `/devices/${world.installationId}/deliveries`)).status).toBe(404);
    expect((await call('admin', 'GET', path)).status).toBe(200);
    expect((await call('owner', 'GET', `${path}?cursor=x`)).status).toBe(400);
    const written = await api.database.prisma.auditEvent.count({
      where: { targetId: world.deviceId, action: 'device.foreign_access' },
    });
    expect(written).toBeGreaterThan(0);
  });
});
