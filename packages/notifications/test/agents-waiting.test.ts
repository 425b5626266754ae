import type { DeviceId } from '@carillon/contracts/ids';
import { createRegistryStore } from '@carillon/db/repositories/registry';
import { createUserAdministrationStore } from '@carillon/db/repositories/user-administration';
import { uuidv7 } from '@carillon/runtime/ids';
import { createDevice, createUser } from '@carillon/testing/factories';
import { describe, expect, it } from 'vitest';
import { type AgentInbox, codeOf, LISTENER, useAgentInbox } from './agent-inbox.ts';

let inbox: AgentInbox;
let world: AgentInbox['world'];
let database: AgentInbox['database'];
let agent: DeviceId;
let poll: AgentInbox['poll'];
let sendMany: AgentInbox['sendMany'];
useAgentInbox((next) => {
  inbox = next;
  ({ world, database, agent, poll, sendMany } = next);
});

/** Connections that listen for agents at present. */
const listening = async (): Promise<number> => {
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1 AND state = 'idle'",
    [LISTENER],
  );
  return rows[0].count;
};
const untilListening = () => expect.poll(listening, { interval: 10 }).toBe(1);

describe('waiting for messages', () => {
  it('SEC-8: a poll that waits is woken by the message, whichever process the worker is', async () => {
    const waiting = poll({ wait: 30 });
    await untilListening();
    const id = await inbox.sendTo(agent);
    const { messages, nextPollSeconds } = await waiting;
    expect(messages.map(({ notificationId }) => notificationId)).toEqual([id]);
    expect(nextPollSeconds).toBe(0);
  });

  it('SEC-8: what is there already is answered without waiting, and one agent’s message wakes no other', async () => {
    const other = await createDevice(database, { userId: world.admin.id, platform: 'agent' });
    await sendMany(1);
    expect(await poll({ wait: 30 })).toMatchObject({ count: 1 });
    const stop = new AbortController();
    const waiting = poll({ wait: 30 }, stop.signal);
    await untilListening();
    await inbox.sendTo(other);
    expect(await inbox.agents.poll(other, { limit: 1, wait: 30 }, stop.signal)).toMatchObject({ count: 1 });
    stop.abort();
    expect(await waiting).toMatchObject({ count: 0 });
  });

  it('SEC-8: with nothing to come it answers empty when the wait is over', async () => {
    expect(await poll({ wait: 1 })).toMatchObject({ count: 0, nextPollSeconds: 29 });
  });

  it('SEC-8: 50 that wait hold one connection for all of them, none of the pool, and no transaction', async () => {
    const stop = new AbortController();
    const waiting = Array.from({ length: 50 }, () => poll({ wait: 30 }, stop.signal));
    await untilListening();
    await expect.poll(() => database.pool.totalCount - database.pool.idleCount, { interval: 10 }).toBe(0);
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'",
    );
    expect(rows).toEqual([{ open: 0 }]);
    expect(await listening()).toBe(1);
    stop.abort();
    for (const { count } of await Promise.all(waiting)) expect(count).toBe(0);
  });

  it('SEC-8: it ends when the caller goes away, and hands nothing out to nobody', async () => {
    const gone = new AbortController();
    const waiting = poll({ wait: 30 }, gone.signal);
    await untilListening();
    gone.abort();
    expect(await waiting).toMatchObject({ count: 0 });
    await sendMany(1);
    expect(await poll({ wait: 30 }, gone.signal)).toMatchObject({ count: 0 });
    expect(await poll()).toMatchObject({ count: 1 });
  });

  it('F-10: when the process is to stop every wait ends at once, and later ones do not begin', async () => {
    const waiting = [poll({ wait: 30 }), poll({ wait: 30 })];
    await untilListening();
    await inbox.listener.close();
    for (const polled of await Promise.all(waiting)) {
      expect(polled).toMatchObject({ count: 0, nextPollSeconds: 1 });
    }
    expect(await poll({ wait: 30 })).toMatchObject({ count: 0 });
    await sendMany(1);
    expect(await poll({ wait: 30 })).toMatchObject({ count: 1 });
    expect(await listening()).toBe(0);
  });

  it('REG-9, REG-10: revoking the agent ends its wait at once, with a refusal', async () => {
    const waiting = codeOf(poll({ wait: 30 }));
    await untilListening();
    const { admin } = world;
    await createRegistryStore(database).transaction((tx) =>
      tx.batches.revoke({ userId: admin.id, deviceIds: [agent], exceptSessionId: null, at: new Date() }),
    );
    expect(await waiting).toBe('unauthenticated');
  });

  it('T-13: disabling or deleting its owner ends an agent’s wait at once, and what came before stays', async () => {
    for (const end of ['disable', 'delete'] as const) {
      const owner = await createUser(database, { role: 'member' });
      const device = await createDevice(database, { userId: owner.id, platform: 'agent' });
      const id = await inbox.sendTo(device);
      await world.delivery.idle();
      const never = new AbortController().signal;
      expect(await inbox.agents.poll(device, { limit: 5, wait: 0 }, never)).toMatchObject({ count: 1 });
      const waiting = codeOf(inbox.agents.poll(device, { limit: 5, wait: 30 }, never));
      await untilListening();
      await createUserAdministrationStore(database).transaction(async (tx) => {
        if (end === 'delete') return tx.remove(owner.id);
        await tx.setDisabled(owner.id, true);
        await tx.endAccess(owner.id);
      });
      expect(await waiting).toBe('unauthenticated');
      const left = await database.prisma.delivery.findMany({ where: { notificationId: id } });
      expect(left.map(({ state }) => state)).toEqual(end === 'delete' ? [] : ['accepted']);
    }
  });

  it('SEC-6: a secret that is replaced without a grace ends a wait that began with it, and one with a grace does not', async () => {
    const store = createRegistryStore(database);
    const rotate = (graceSeconds: number) =>
      store.transaction(async (tx) => {
        await tx.agents.retireCredentials(agent, graceSeconds);
        const credential = {
          id: uuidv7(),
          deviceId: agent,
          secretHash: 'hash',
          signingKey: 'key',
          keyId: 'a1',
        };
        await tx.agents.insertCredential(credential);
      });
    const polls = async () =>
      (await database.prisma.agentActivity.aggregate({ where: { deviceId: agent }, _sum: { polls: true } }))
        ._sum.polls;
    await rotate(0);
    const first = poll({ wait: 30 });
    await untilListening();
    await rotate(60);
    const id = await inbox.sendTo(agent);
    expect((await first).messages.map(({ notificationId }) => notificationId)).toEqual([id]);
    const second = codeOf(poll({ wait: 30 }));
    await expect.poll(polls, { interval: 10 }).toBe(2);
    await rotate(0);
    expect(await second).toBe('unauthenticated');
    expect(await poll({ wait: 0 })).toMatchObject({ count: 0 });
  });

  it('F-4: a connection that breaks is made anew, and what came meanwhile is not missed', async () => {
    const waiting = poll({ wait: 30 });
    await untilListening();
    await database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [LISTENER],
    );
    // By the worker's notice nobody is woken at that moment.
    const id = await inbox.sendTo(agent);
    expect((await waiting).messages.map(({ notificationId }) => notificationId)).toEqual([id]);
    await untilListening();
  }, 15_000);

  it('two processes that wait for one agent give the message to one of them', async () => {
    const second = inbox.newProcess();
    const stop = new AbortController();
    const waiting = [
      poll({ wait: 30 }, stop.signal),
      second.agents.poll(agent, { limit: 5, wait: 30 }, stop.signal),
    ];
    await expect.poll(listening, { interval: 10 }).toBe(2);
    await inbox.sendTo(agent);
    await Promise.race(waiting);
    stop.abort();
    const counts = (await Promise.all(waiting)).map(({ count }) => count);
    expect(counts.toSorted()).toEqual([0, 1]);
    await second.listener.close();
  });
});
