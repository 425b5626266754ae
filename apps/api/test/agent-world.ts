import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createTestDelivery, type TestDelivery } from '@carillon/testing/delivery';
import { createUser } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import type { AgentIdentity } from './agent-signer.ts';
import { type Answer, type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

/** An owner with agents, two API servers over one database, and a worker that puts messages into inboxes. */
export interface AgentWorld extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly api: LiveApi;
  readonly other: LiveApi;
  readonly delivery: TestDelivery;
  readonly owner: Owner;
  /** Another person, without agents. */
  newOwner(): Promise<Owner>;
  /** Calls REST as the owner. */
  asOwner(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A new agent of the owner's. */
  newAgent(): Promise<AgentIdentity>;
  /** Puts a message into the agent's inbox. */
  sendTo(agent: AgentIdentity, title: string): Promise<NotificationId>;
}

interface Owner {
  readonly userId: string;
  readonly accessToken: string;
}

type Settings = Parameters<typeof startLiveApi>[0];

let agents = 0;

export async function createAgentWorld(settings: Settings): Promise<AgentWorld> {
  const database = await createTestDatabase();
  const [api, other] = [await startLiveApi(settings, database), await startLiveApi(settings, database)];
  const owner = await signIn(api, 'member');
  const asOwner: AgentWorld['asOwner'] = (method, path, body) =>
    api.call(method, `/api/v1${path}`, body, owner.accessToken);
  const admin = await createUser(database, { role: 'admin' });
  const delivery = await createTestDelivery(database, { adminId: admin.id, providers: [] });
  await delivery.work();
  return {
    database,
    api,
    other,
    delivery,
    owner,
    newOwner: () => signIn(api, 'member'),
    asOwner,
    newAgent: async () => {
      agents += 1;
      const { status, body } = await asOwner('POST', '/devices', { device_name: `agent ${agents}` });
      if (status !== 201) throw new Error(`No agent: ${JSON.stringify(body)}`);
      return { id: body.id, secret: body.secret };
    },
    sendTo: async (agent, title) => {
      const id = await delivery.send({ audience: { deviceIds: [agent.id as DeviceId] }, title });
      await delivery.idle();
      return id;
    },
    async [Symbol.asyncDispose]() {
      await delivery[Symbol.asyncDispose]();
      await Promise.all([api.stop(), other.stop()]);
      await database.close();
    },
  };
}

/** The fields that a problem document names. */
export function fieldsOf({ body }: { readonly body: { readonly errors?: { readonly path: string }[] } }) {
  return body.errors?.map(({ path }) => path);
}
