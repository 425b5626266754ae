import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createReceipts } from '@carillon/notifications/receipts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, signIn, type World } from './world.ts';

let api: LiveApi;
let world: World;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
  world = await createWorld(api);
});
afterAll(() => api.close());

const path = (suffix: string) => `/api/v1/notifications${suffix}`;

describe('notifications by REST', () => {
  it('DIS-8: are accepted with 202, and what was sent is listed with its counts, in snake_case', async () => {
    const message = {
      audience: { device_ids: [world.deviceId] },
      title: 'Hello',
      ttl_seconds: 60,
      collapse_key: 'news',
      data: { orderId: 7 },
    };
    const sent = await api.call('POST', path(''), message, world.tokens.owner);
    expect([sent.status, sent.body]).toEqual([202, { id: expect.any(String), status: 'sending' }]);
    const { body } = await api.call('GET', path('?limit=1'), undefined, world.tokens.owner);
    expect(body.notifications).toEqual([
      expect.objectContaining({
        id: sent.body.id,
        title: 'Hello',
        ttl_seconds: 60,
        collapse_key: 'news',
        counts: expect.objectContaining({ pending: 1, accepted: 0, total: 1 }),
      }),
    ]);
    expect(body.next_cursor).toEqual(sent.body.id);
    const deliveries = await api.call(
      'GET',
      path(`/${sent.body.id}/deliveries`),
      undefined,
      world.tokens.owner,
    );
    expect(deliveries.body.deliveries[0]).toMatchObject({
      device_id: world.deviceId,
      channel: 'webpush',
      state: 'pending',
      next_attempt_at: null,
      events: [{ kind: 'queued', detail: 'Queued for this device.' }],
    });
  });

  it('DIS-3: a member who addresses others gets 403, whoever addresses nobody 400', async () => {
    const send = (audience: object, token: string | undefined) =>
      api.call('POST', path(''), { title: 'Hello', audience }, token);
    expect((await send({ device_ids: [world.deviceId] }, world.tokens.stranger)).status).toBe(403);
    expect((await send({ broadcast: true }, world.tokens.stranger)).status).toBe(403);
    expect((await send({ broadcast: true }, world.tokens.admin)).status).toBe(202);
    expect((await send({}, world.tokens.admin)).status).toBe(400);
  });

  it('DIS-11: the same Idempotency-Key with another body is 409', async () => {
    const { accessToken } = await signIn(api, 'admin');
    const send = (title: string) =>
      fetch(`${api.url}${path('')}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${accessToken}`,
          'idempotency-key': 'order-1',
        },
        body: JSON.stringify({ audience: { broadcast: true }, title }),
      }).then(async (response) => [response.status, ((await response.json()) as { code?: string }).code]);
    expect(await send('One')).toEqual([202, undefined]);
    expect(await send('One')).toEqual([202, undefined]);
    expect(await send('Other')).toEqual([409, 'conflict']);
  });

  it('WEB-13: a device reports with its receipt alone; anything else in its place is 403', async () => {
    const receipts = createReceipts(Buffer.alloc(32, 2));
    const { rows } = await api.database.pool.query<{ notification_id: NotificationId; device_id: DeviceId }>(
      "UPDATE deliveries SET state = 'accepted', next_attempt_at = NULL WHERE device_id = $1 RETURNING *",
      [world.deviceId],
    );
    const { notification_id, device_id } = rows[0] as (typeof rows)[number];
    const receipt = receipts.sign(notification_id, device_id);
    const report = (body: object) => api.call('POST', '/api/v1/push/receipts', body);
    expect((await report({ receipt, event: 'displayed' })).status).toBe(204);
    expect((await report({ receipt, event: 'displayed' })).status).toBe(204);
    expect((await report({ receipt: receipt.replace(/^./, '-'), event: 'clicked' })).status).toBe(403);
    expect((await report({ receipt, event: 'liked' })).status).toBe(400);
    const { body } = await api.call('GET', path(`/${notification_id}`), undefined, world.tokens.owner);
    expect(body.counts).toMatchObject({ displayed: 1, clicked: 0 });
  });
});
