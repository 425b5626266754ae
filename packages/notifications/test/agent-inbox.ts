import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createInboxListener, type InboxListener } from '@carillon/db/inbox-notices';
import { createAgentStore } from '@carillon/db/repositories/agents';
import { createInboxStore } from '@carillon/db/repositories/ledger-inbox';
import { type Agents, createAgents } from '@carillon/notifications/agents';
import { createInbox } from '@carillon/notifications/inbox';
import type { Polled, PollInput } from '@carillon/notifications/poll';
import { createLogger } from '@carillon/runtime/logger';
import { createMetricsBuffer, type MetricsBuffer } from '@carillon/runtime/metrics';
import { createDevice } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createWorld, type World } from './world.ts';

/** How the connections that listen for agents are called. */
export const LISTENER = 'test inbox';

/** One agent of one process, and a worker that puts messages into its inbox. */
export interface AgentInbox {
  readonly world: World;
  readonly database: TestDatabase;
  readonly metrics: MetricsBuffer;
  readonly listener: InboxListener;
  readonly agents: Agents;
  readonly agent: DeviceId;
  poll(input?: Partial<PollInput>, signal?: AbortSignal): Promise<Polled>;
  /** Sends without waiting until the worker has done its part. */
  sendTo(device: DeviceId): Promise<NotificationId>;
  /** Puts so many into the agent's inbox, one after the other. */
  sendMany(count: number): Promise<NotificationId[]>;
  /** Another process. */
  newProcess(): { readonly listener: InboxListener; readonly agents: Agents };
}

const never = new AbortController().signal;

/** An inbox for each test of the calling file; `begin` gets each when it is made. */
export function useAgentInbox(begin: (inbox: AgentInbox) => void): void {
  let database: TestDatabase;
  let inbox: AgentInbox;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    inbox = await createAgentInbox(database);
    begin(inbox);
  });
  afterEach(async () => {
    await inbox.listener.close();
    await inbox.world[Symbol.asyncDispose]();
  });
}

async function createAgentInbox(database: TestDatabase): Promise<AgentInbox> {
  const world = await createWorld(database, {});
  const metrics = createMetricsBuffer();
  const newProcess = () => newAgentProcess(database, metrics);
  const { listener, agents } = newProcess();
  const agent = await createDevice(database, { userId: world.admin.id, platform: 'agent' });
  await world.delivery.work();
  const sendTo = (device: DeviceId) => world.delivery.send({ audience: { deviceIds: [device] } });
  return {
    world,
    database,
    metrics,
    listener,
    agents,
    agent,
    newProcess,
    sendTo,
    poll: (input = {}, signal = never) => agents.poll(agent, { limit: 20, wait: 0, ...input }, signal),
    sendMany: async (count) => {
      const ids: NotificationId[] = [];
      while (ids.length < count) ids.push(await sendTo(agent));
      await world.delivery.idle();
      return ids;
    },
  };
}

function newAgentProcess(database: TestDatabase, metrics: MetricsBuffer) {
  const log = createLogger({ name: 'test', level: 'silent' });
  const listener = createInboxListener({ url: database.url, applicationName: LISTENER, log });
  const agents = createAgents({
    inbox: createInbox({ store: createInboxStore(database) }),
    store: createAgentStore(database),
    notices: listener,
    monotonicMs: () => performance.now(),
    metrics,
    log,
  });
  return { listener, agents };
}

/** A rejected call's error code, or `ok`. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error) => error.code,
  );
}
