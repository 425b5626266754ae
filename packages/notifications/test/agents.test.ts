import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { toDeliveryId } from '@carillon/notifications/delivery-id';
import { createDevice } from '@carillon/testing/factories';
import { describe, expect, it } from 'vitest';
import { type AgentInbox, codeOf, useAgentInbox } from './agent-inbox.ts';

let inbox: AgentInbox;
let world: AgentInbox['world'];
let database: AgentInbox['database'];
let agents: AgentInbox['agents'];
let agent: DeviceId;
let poll: AgentInbox['poll'];
let sendMany: AgentInbox['sendMany'];
useAgentInbox((next) => {
  inbox = next;
  ({ world, database, agents, agent, poll, sendMany } = next);
});

const counted = () =>
  inbox.metrics.take().map(({ name, labels, value }) => [name, JSON.parse(labels).status, value]);

describe('polling', () => {
  it('SEC-8: answers the messages in the order of sending, says how many, when, and when to come again', async () => {
    const ids = await sendMany(5);
    const first = await poll({ limit: 3 });
    expect(first.messages.map(({ notificationId }) => notificationId)).toEqual(ids.slice(0, 3));
    expect(first).toMatchObject({ count: 3, nextPollSeconds: 0 });
    const second = await poll({ limit: 3 });
    expect(second).toMatchObject({ count: 2, nextPollSeconds: 30 });
    const [message] = second.messages;
    expect(message).toMatchObject({
      title: 'Hello',
      priority: 'normal',
      deliveryId: toDeliveryId({ notificationId: ids[3] as NotificationId, deviceId: agent }),
    });
    const leaseMs = Number(message?.leasedUntil) - Number(second.polledAt);
    expect(Math.round(leaseMs / 1000)).toBe(60);
    expect(await poll()).toMatchObject({ messages: [], count: 0 });
    expect(counted()).toEqual([
      ['agent_polls_total', 'messages', 2],
      ['agent_polls_total', 'empty', 1],
    ]);
  });

  it('SEC-8, SEC-10: each poll moves last_poll_at and counts, and so does what is handed out', async () => {
    await sendMany(2);
    const { polledAt } = await poll();
    await poll();
    const { rows } = await database.pool.query(
      'SELECT last_poll_at, polls, messages FROM devices JOIN agent_activity ON device_id = id WHERE id = $1',
      [agent],
    );
    expect(rows).toEqual([{ last_poll_at: expect.any(Date), polls: 2, messages: 2 }]);
    expect(rows[0].last_poll_at >= polledAt).toBe(true);
  });

  it('SEC-8: only what came after a time, if one is given', async () => {
    const [old] = await sendMany(1);
    await database.pool.query(
      "UPDATE deliveries SET accepted_at = accepted_at - interval '1 hour' WHERE notification_id = $1",
      [old],
    );
    const since = new Date(Date.now() - 1_800_000);
    const [recent] = await sendMany(1);
    const { messages } = await poll({ since });
    expect(messages.map(({ notificationId }) => notificationId)).toEqual([recent]);
  });

  it('REG-10: a revoked agent, or one that is no agent, is refused', async () => {
    const [phone] = await world.devicesOf(world.admin, 'webpush', 1);
    expect(
      await codeOf(agents.poll(phone as DeviceId, { limit: 1, wait: 0 }, new AbortController().signal)),
    ).toBe('unauthenticated');
    await database.pool.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [agent]);
    expect(await codeOf(poll())).toBe('unauthenticated');
  });
});

describe('acknowledging', () => {
  const deliveryId = (notificationId: NotificationId, deviceId = agent) =>
    toDeliveryId({ notificationId, deviceId });
  const given = async (): Promise<NotificationId> => {
    const [id] = await sendMany(1);
    await poll();
    return id as NotificationId;
  };
  const acks = async () => (await database.pool.query('SELECT * FROM agent_acks')).rows;

  it('SEC-9: processed settles the delivery, its trace says so, and last_ack_at moves', async () => {
    const id = await given();
    const acknowledged = await agents.acknowledge(agent, {
      deliveryId: deliveryId(id),
      status: 'processed',
      reference: 'job 7',
    });
    expect(acknowledged).toEqual({
      deliveryId: deliveryId(id),
      status: 'processed',
      acknowledgedAt: expect.any(Date),
    });
    expect(await world.deliveryOf(id, agent)).toMatchObject({
      state: 'received',
      reason: 'agent_processed',
      receivedAt: expect.any(Date),
    });
    expect(await world.traceOf(id, agent)).toEqual(['accepted', 'received agent_processed']);
    expect(await acks()).toMatchObject([{ status: 'processed', reference: 'job 7', error: null }]);
    const { rows } = await database.pool.query(
      'SELECT last_ack_at IS NOT NULL AS moved, processed, failed FROM devices JOIN agent_activity ON device_id = id',
    );
    expect(rows).toEqual([{ moved: true, processed: 1, failed: 0 }]);
    expect(await world.delivery.states(id)).toEqual({ received: 1 });
  });

  it('SEC-9: failed keeps its error, and the dashboard says in words what the agent said', async () => {
    const id = await given();
    await agents.acknowledge(agent, { deliveryId: deliveryId(id), status: 'failed', error: 'Disk full' });
    const viewer = { userId: world.admin.id, role: 'admin' } as const;
    const { items } = await world.delivery.notifications.listDeliveries(viewer, { id, limit: 10 });
    expect(items[0]).toMatchObject({
      state: 'received',
      explanation: 'The agent could not process it. (Disk full)',
    });
    expect(items[0]?.events.at(-1)).toMatchObject({
      kind: 'received',
      detail: 'The agent could not process it. (Disk full)',
    });
    expect(counted()).toContainEqual(['agent_acks_total', 'failed', 1]);
  });

  it('SEC-9: the second one is refused, whatever it says, also of 20 at once, and the first stands', async () => {
    const id = await given();
    const calls = Array.from({ length: 20 }, (_, index) =>
      codeOf(
        agents.acknowledge(agent, { deliveryId: deliveryId(id), status: 'processed', reference: `${index}` }),
      ),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.toSorted()).toEqual([...Array(19).fill('already_acknowledged'), 'ok']);
    const later = agents.acknowledge(agent, { deliveryId: deliveryId(id), status: 'failed', error: 'No' });
    expect(await codeOf(later)).toBe('already_acknowledged');
    const [stored, ...others] = await acks();
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ status: 'processed', reference: String(outcomes.indexOf('ok')) });
    expect(await world.traceOf(id, agent)).toEqual(['accepted', 'received agent_processed']);
  });

  it('SEC-9: another agent’s delivery, one that was never handed out, and what is none do not exist', async () => {
    const other = await createDevice(database, { userId: world.admin.id, platform: 'agent' });
    const id = await given();
    const [untaken] = await sendMany(1);
    const ack = (device: DeviceId, text: string) =>
      codeOf(agents.acknowledge(device, { deliveryId: text, status: 'processed' }));
    expect(await ack(other, deliveryId(id))).toBe('not_found');
    expect(await ack(other, deliveryId(id, other))).toBe('not_found');
    expect(await ack(agent, deliveryId(untaken as NotificationId))).toBe('not_found');
    expect(await ack(agent, deliveryId(agent as unknown as NotificationId))).toBe('not_found');
    expect(await ack(agent, 'nothing')).toBe('not_found');
    expect(await acks()).toEqual([]);
  });

  it('SEC-9: it counts after the lease and after the message’s life, and then it does not come again', async () => {
    const id = await given();
    await database.pool.query("UPDATE deliveries SET inbox_leased_until = now() - interval '1 hour'");
    await database.pool.query("UPDATE notifications SET expires_at = now() - interval '1 minute'");
    expect(await codeOf(agents.acknowledge(agent, { deliveryId: deliveryId(id), status: 'processed' }))).toBe(
      'ok',
    );
    await database.pool.query("UPDATE notifications SET expires_at = now() + interval '1 hour'");
    expect(await poll()).toMatchObject({ count: 0 });
  });

  it('SEC-9: an acknowledgement and its delivery’s state are stored together or not at all', async () => {
    const id = await given();
    await database.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON agent_activity FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    await database.pool.query('DELETE FROM agent_activity');
    const ack = () => agents.acknowledge(agent, { deliveryId: deliveryId(id), status: 'processed' });
    await expect(ack()).rejects.toThrow('refused');
    expect(await acks()).toEqual([]);
    expect(await world.deliveryOf(id, agent)).toMatchObject({ state: 'accepted' });
    await database.pool.query('DROP TRIGGER refuse ON agent_activity; DROP FUNCTION refuse');
    expect(await codeOf(ack())).toBe('ok');
  });
});
