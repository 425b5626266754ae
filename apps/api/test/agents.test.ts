import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentIdentity, basic, callSigned, send } from './agent-signer.ts';
import { type AgentWorld, createAgentWorld, fieldsOf } from './agent-world.ts';

let world: AgentWorld;
beforeAll(async () => {
  world = await createAgentWorld({ RATE_LIMIT_FACTOR: 1000, MAX_DEVICES_PER_USER: 1000 });
});
afterAll(() => world[Symbol.asyncDispose]());

const poll = (agent: AgentIdentity, query = '') =>
  callSigned(world.api.url, agent, { method: 'GET', target: `/api/v1/client/poll${query}` });
const ack = (agent: AgentIdentity, body: unknown) =>
  callSigned(world.api.url, agent, { method: 'POST', target: '/api/v1/client/ack', body });

describe('an agent’s life', () => {
  it('REG-10, REG-9: revoked, its secret opens nothing on any process, and a second time is 409', async () => {
    const agent = await world.newAgent();
    expect((await poll(agent)).status).toBe(200);
    expect((await world.asOwner('POST', `/devices/${agent.id}/revoke`)).status).toBe(204);
    for (const { url } of [world.api, world.other]) {
      const call = { method: 'GET', target: '/api/v1/client/poll' } as const;
      expect((await callSigned(url, agent, call)).status).toBe(401);
      expect((await send(url, call, basic(agent))).status).toBe(401);
      const acknowledgement = { method: 'POST', target: '/api/v1/client/ack', body: {} } as const;
      expect((await callSigned(url, agent, acknowledgement)).status).toBe(401);
    }
    for (const again of [
      await world.asOwner('DELETE', `/devices/${agent.id}`),
      await world.asOwner('POST', `/devices/${agent.id}/revoke`),
      await world.asOwner('POST', `/devices/${agent.id}/secret/rotate`, {}),
    ]) {
      expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    }
  });

  it('REG-10: a poll that waits on another process ends with 401 when the agent is revoked', async () => {
    const agent = await world.newAgent();
    const target = '/api/v1/client/poll?wait=30';
    const waiting = callSigned(world.other.url, agent, { method: 'GET', target });
    await waitUntilPolled(agent);
    await world.asOwner('DELETE', `/devices/${agent.id}`);
    expect((await waiting).status).toBe(401);
  });

  it('REG-12: its calls touch last_seen_at, at most once in 60 s, and not when they fail', async () => {
    const agent = await world.newAgent();
    const seenAt = async () => (await world.asOwner('GET', `/devices/${agent.id}`)).body.last_seen_at;
    const makeOld = (seconds: number) =>
      world.database.pool.query(
        'UPDATE devices SET last_seen_at = now() - make_interval(secs => $2) WHERE id = $1',
        [agent.id, seconds],
      );
    await makeOld(70);
    const old = await seenAt();
    expect((await poll(agent, '?limit=0')).status).toBe(400);
    expect((await ack(agent, { delivery_id: 'none', status: 'processed' })).status).toBe(404);
    expect(await seenAt()).toBe(old);
    await poll(agent);
    const first = await seenAt();
    expect(first > old).toBe(true);
    await makeOld(50);
    const recent = await seenAt();
    await poll(agent);
    expect(await seenAt()).toBe(recent);
  });

  it('SEC-6: rotation answers the new secret once; both sign until the grace ends', async () => {
    const agent = await world.newAgent();
    const rotated = await world.asOwner('POST', `/devices/${agent.id}/secret/rotate`, {
      grace_seconds: 3600,
    });
    expect(rotated.status).toBe(200);
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    expect(rotated.body).toEqual({
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      previous_valid_until: expect.stringMatching(/Z$/),
    });
    const next = { ...agent, secret: rotated.body.secret };
    expect((await poll(agent)).status).toBe(200);
    expect((await poll(next)).status).toBe(200);
    const last = await world.asOwner('POST', `/devices/${agent.id}/secret/rotate`, { graceSeconds: 0 });
    expect(last.body.previous_valid_until).toBeNull();
    expect((await poll(agent)).status).toBe(401);
    expect((await poll(next)).status).toBe(401);
    expect((await poll({ ...agent, secret: last.body.secret })).status).toBe(200);
  });

  it('SEC-6: without a grace being named it is a day; what is no grace is 400', async () => {
    const agent = await world.newAgent();
    const { body } = await world.asOwner('POST', `/devices/${agent.id}/secret/rotate`);
    const hours = (Date.parse(body.previous_valid_until) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    for (const grace of [-1, 1.5, 604_801, 'long']) {
      const refused = await world.asOwner('POST', `/devices/${agent.id}/secret/rotate`, {
        grace_seconds: grace,
      });
      expect([refused.status, fieldsOf(refused)]).toEqual([400, ['grace_seconds']]);
    }
  });
});

describe('polling and acknowledging by REST', () => {
  it('SEC-8: messages in order, leased, and again until they are acknowledged', async () => {
    const agent = await world.newAgent();
    const ids = [await world.sendTo(agent, 'one'), await world.sendTo(agent, 'two')];
    const first = await poll(agent);
    expect(first.body).toEqual({
      messages: [expect.any(Object), expect.any(Object)],
      count: 2,
      polled_at: expect.stringMatching(/Z$/),
      next_poll_seconds: 30,
    });
    expect(first.body.messages.map((message: { title: string }) => message.title)).toEqual(['one', 'two']);
    expect(first.body.messages[0]).toEqual({
      delivery_id: expect.stringMatching(/^[\w-]{1,64}$/),
      notification_id: ids[0],
      title: 'one',
      priority: 'normal',
      created_at: expect.any(String),
      expires_at: expect.any(String),
      leased_until: expect.any(String),
    });
    expect((await poll(agent)).body.count).toBe(0);
    const [one, two] = first.body.messages;
    const acknowledged = await ack(agent, {
      delivery_id: one.delivery_id,
      status: 'processed',
      reference: 'r',
    });
    expect(acknowledged.status).toBe(201);
    expect(acknowledged.body).toEqual({
      delivery_id: one.delivery_id,
      status: 'processed',
      acknowledged_at: expect.any(String),
    });
    await world.database.pool.query(
      "UPDATE deliveries SET inbox_leased_until = now() - interval '1 second' WHERE device_id = $1",
      [agent.id],
    );
    const again = await poll(agent);
    expect(again.body.messages.map((message: { delivery_id: string }) => message.delivery_id)).toEqual([
      two.delivery_id,
    ]);
    expect((await poll(agent, '?limit=1')).body).toMatchObject({ count: 0 });
  });

  it('SEC-8: since, limit and wait are read from the query, by either spelling, and checked', async () => {
    const agent = await world.newAgent();
    await world.sendTo(agent, 'now');
    expect((await poll(agent, '?since=2099-01-01T00:00:00Z')).body.count).toBe(0);
    expect((await poll(agent, '?since=2026-01-01T00:00:00Z&limit=1')).body).toMatchObject({
      count: 1,
      next_poll_seconds: 0,
    });
    for (const [query, field] of [
      ['?limit=0', 'limit'],
      ['?limit=101', 'limit'],
      ['?wait=31', 'wait'],
      ['?wait=-1', 'wait'],
      ['?since=yesterday', 'since'],
    ] as const) {
      const refused = await poll(agent, query);
      expect([refused.status, fieldsOf(refused)]).toEqual([400, [field]]);
    }
  });

  it('SEC-8: a poll that waits is answered when the message comes, on whichever process', async () => {
    const agent = await world.newAgent();
    const target = '/api/v1/client/poll?wait=30';
    const waiting = callSigned(world.other.url, agent, { method: 'GET', target });
    await waitUntilPolled(agent);
    await world.sendTo(agent, 'at last');
    const { body } = await waiting;
    expect(body).toMatchObject({ count: 1, messages: [{ title: 'at last' }], next_poll_seconds: 0 });
  });

  it('SEC-8: a wait ends when its caller hangs up, and the message is not lost with it', async () => {
    const agent = await world.newAgent();
    const gone = new AbortController();
    const call = { method: 'GET', target: '/api/v1/client/poll?wait=30' } as const;
    const waiting = send(world.api.url, call, basic(agent), gone.signal).catch((error: Error) => error.name);
    await waitUntilPolled(agent);
    gone.abort();
    expect(await waiting).toBe('AbortError');
    // Whatever the server does about it, it has done once it notes the request as over.
    await expect
      .poll(() => world.api.lines.filter((line) => line.includes('/client/poll')).length, { interval: 10 })
      .toBeGreaterThan(0);
    await world.sendTo(agent, 'kept');
    expect((await poll(agent, '?wait=30')).body).toMatchObject({ count: 1 });
  });

  it('SEC-8, AUTH-6: an agent that runs in circles is told to wait, and no other one', async () => {
    await using strict = await createAgentWorld({ RATE_LIMIT_FACTOR: 0.01 });
    const [eager, patient] = [await strict.newAgent(), await strict.newAgent()];
    const statusOf = async (agent: AgentIdentity, { url }: AgentWorld['api']) =>
      (await callSigned(url, agent, { method: 'GET', target: '/api/v1/client/poll' })).status;
    const statuses = [];
    for (const api of [strict.api, strict.other, strict.api, strict.other]) {
      statuses.push(await statusOf(eager, api));
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(await statusOf(patient, strict.api)).toBe(200);
  });

  it('SEC-8: HEAD leases nothing', async () => {
    const agent = await world.newAgent();
    await world.sendTo(agent, 'not for HEAD');
    const call = { method: 'HEAD', target: '/api/v1/client/poll' } as const;
    expect((await callSigned(world.api.url, agent, call)).status).toBe(404);
    expect((await poll(agent)).body.count).toBe(1);
  });

  it('SEC-8: by tRPC, too', async () => {
    const agent = await world.newAgent();
    await world.sendTo(agent, 'by tRPC');
    const input = encodeURIComponent(JSON.stringify({ limit: 5 }));
    const answer = await callSigned(world.api.url, agent, {
      method: 'GET',
      target: `/trpc/client.poll?input=${input}`,
    });
    expect(answer.body.result.data).toMatchObject({ count: 1, messages: [{ title: 'by tRPC' }] });
    const [{ deliveryId }] = answer.body.result.data.messages;
    const body = { deliveryId, status: 'processed' };
    const acknowledged = await callSigned(world.api.url, agent, {
      method: 'POST',
      target: '/trpc/client.ack',
      body,
    });
    expect(acknowledged.body.result.data).toMatchObject({ deliveryId, status: 'processed' });
  });

  it('SEC-9: 201 once, then 409; another device’s is 404', async () => {
    const [agent, other] = [await world.newAgent(), await world.newAgent()];
    await world.sendTo(agent, 'ours');
    const [{ delivery_id }] = (await poll(agent)).body.messages;
    const failed = { delivery_id, status: 'failed', error: 'Disk full' };
    const foreign = await ack(other, failed);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect((await ack(agent, failed)).status).toBe(201);
    const again = await ack(agent, { delivery_id, status: 'processed' });
    expect([again.status, again.body.code]).toEqual([409, 'already_acknowledged']);
    const { body } = await world.asOwner('GET', `/devices/${agent.id}`);
    expect(body.last_ack_at).toEqual(expect.any(String));
    const traced = await world.asOwner('GET', `/devices/${agent.id}/deliveries`);
    expect(traced.body.deliveries).toMatchObject([
      {
        state: 'received',
        explanation: 'The agent could not process it. (Disk full)',
      },
    ]);
  });

  it('SEC-9: lengths are inclusive, and a failure says why', async () => {
    const agent = await world.newAgent();
    const ackOf = async (more: object) => {
      await world.sendTo(agent, 'message');
      const [{ delivery_id }] = (await poll(agent)).body.messages;
      return ack(agent, { delivery_id, status: 'processed', ...more });
    };
    expect((await ackOf({ reference: 'r'.repeat(128) })).status).toBe(201);
    expect((await ackOf({ status: 'failed', error: 'e'.repeat(1024) })).status).toBe(201);
    for (const [more, field] of [
      [{ reference: 'r'.repeat(129) }, 'reference'],
      [{ status: 'failed', error: 'e'.repeat(1025) }, 'error'],
      [{ status: 'failed' }, 'error'],
      [{ status: 'failed', error: '  ' }, 'error'],
      [{ status: 'done' }, 'status'],
    ] as const) {
      const refused = await ackOf(more);
      expect([refused.status, fieldsOf(refused)]).toEqual([400, [field]]);
    }
  });

  it('SEC-10: the owner sees it online and how it is doing; others do not', async () => {
    const agent = await world.newAgent();
    const activityFor = async (token: string) =>
      world.api.call('GET', `/api/v1/devices/${agent.id}/activity`, undefined, token);
    expect((await activityFor(world.owner.accessToken)).body).toMatchObject({ online: false, polls: 0 });
    await world.sendTo(agent, 'one');
    const [{ delivery_id }] = (await poll(agent)).body.messages;
    await ack(agent, { delivery_id, status: 'processed' });
    await poll(agent);
    const { body } = await activityFor(world.owner.accessToken);
    expect(body).toMatchObject({
      online: true,
      polls: 2,
      messages: 1,
      processed: 1,
      failed: 0,
      success_rate: 1,
      seconds_between_polls: expect.any(Number),
      last_poll_at: expect.any(String),
      last_ack_at: expect.any(String),
    });
    expect(body.hours.length).toBeGreaterThan(0);
    expect((await world.asOwner('GET', `/devices/${agent.id}`)).body.online).toBe(true);
    expect((await activityFor((await world.newOwner()).accessToken)).status).toBe(403);
  });

  it('T-5, SEC-7: an agent does nothing but poll and acknowledge; people and keys do neither', async () => {
    const agent = await world.newAgent();
    for (const [method, target] of [
      ['GET', '/api/v1/devices'],
      ['GET', `/api/v1/devices/${agent.id}`],
      ['POST', `/api/v1/devices/${agent.id}/secret/rotate`],
      ['DELETE', `/api/v1/devices/${agent.id}`],
      ['GET', '/api/v1/auth/me'],
    ] as const) {
      const { status } = await callSigned(world.api.url, agent, { method, target });
      expect({ method, target, status }).toEqual({ method, target, status: 403 });
    }
    expect((await world.asOwner('GET', '/client/poll')).status).toBe(403);
    expect((await world.asOwner('POST', '/client/ack', {})).status).toBe(403);
    expect((await world.api.call('GET', '/api/v1/client/poll')).status).toBe(401);
  });

  it('OBS-1: polls and acknowledgements are counted, refused ones too', async () => {
    const metric = async (series: string) => {
      await world.api.flush();
      const { body } = await world.api.call('GET', '/metrics');
      return Number(
        body
          .split('\n')
          .find((line: string) => line.startsWith(series))
          ?.split(' ')[1],
      );
    };
    const refusedPolls = 'agent_polls_total{status="refused"}';
    const refusedAcks = 'agent_acks_total{status="refused"}';
    const before = [await metric(refusedPolls), await metric(refusedAcks)];
    const agent = await world.newAgent();
    await world.api.call('GET', '/api/v1/client/poll');
    await poll({ ...agent, id: randomUUID() });
    await ack(agent, { delivery_id: 'none', status: 'processed' });
    expect([await metric(refusedPolls), await metric(refusedAcks)]).toEqual([
      Number(before[0]) + 2,
      Number(before[1]) + 1,
    ]);
    expect(await metric('agent_polls_total{status="messages"}')).toBeGreaterThan(0);
    expect(await metric('agent_acks_total{status="processed"}')).toBeGreaterThan(0);
    expect(await metric('agent_acks_total{status="failed"}')).toBeGreaterThan(0);
  });
});

/** Until the server noted the agent's first poll. */
async function waitUntilPolled({ id }: AgentIdentity): Promise<void> {
  const isPolled = 'SELECT last_poll_at IS NOT NULL AS polled FROM devices WHERE id = $1';
  await expect
    .poll(async () => (await world.database.pool.query(isPolled, [id])).rows[0].polled, { interval: 10 })
    .toBe(true);
}
