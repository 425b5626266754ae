import { randomUUID } from 'node:crypto';
import { type Scope, scopeSchema } from '@carillon/contracts/api-keys';
import type { DeviceId } from '@carillon/contracts/ids';
import { createTestDelivery, type TestDelivery } from '@carillon/testing/delivery';
import { createUser } from '@carillon/testing/factories';
import { createTestDatabase } from '@carillon/testing/test-database';
import { type LiveApi, startLiveApi } from '../live-api.ts';
import { createWorld, type World } from '../world.ts';

/** An API with a worker behind it that fills agents' inboxes. */
export interface ContractApi {
  readonly api: LiveApi;
  readonly delivery: TestDelivery;
  close(): Promise<void>;
}

export async function startContractApi(): Promise<ContractApi> {
  const database = await createTestDatabase();
  const settings = {
    RATE_LIMIT_FACTOR: 10_000,
    MAX_DEVICES_PER_USER: 1_000,
    WEBPUSH_ALLOWED_HOSTS: ['.push.example'],
  };
  const api = await startLiveApi(settings, database);
  const admin = await createUser(database, { role: 'admin' });
  const delivery = await createTestDelivery(database, { adminId: admin.id, providers: [] });
  await delivery.work();
  return {
    api,
    delivery,
    async close() {
      await delivery[Symbol.asyncDispose]();
      await api.close();
    },
  };
}

/** What a call of an operation needs to succeed; each call gets a world of its own. */
export interface ContractWorld extends World {
  readonly api: LiveApi;
  /** Authorization of everybody who may call. */
  readonly as: Readonly<Record<'owner' | 'admin', string>>;
  /** A new account with its password and its tokens. */
  newAccount(): Promise<{ email: string; password: string; accessToken: string; refreshToken: string }>;
  /** A new agent of the owner's, as it signs in. */
  newAgent(): Promise<{ id: string; authorization: string }>;
  /** Puts a message into the agent's inbox. */
  sendTo(agentId: string): Promise<void>;
}

const PASSWORD = 'correct horse battery staple';

/** `scope`: the one that the operation needs; `otherKeys` lacks it. */
export async function createContractWorld(
  { api, delivery }: ContractApi,
  scope: Scope | null,
): Promise<ContractWorld> {
  const world = await createWorld(api, scope === null ? [...scopeSchema.options] : [scope]);
  const owner = `Bearer ${world.tokens.owner}`;
  return {
    ...world,
    api,
    as: { owner, admin: `Bearer ${world.tokens.admin}` },
    newAccount: async () => {
      const email = `${randomUUID()}@example.com`;
      const { accessToken, refreshToken } = await api.register(email);
      return { email, password: PASSWORD, accessToken, refreshToken };
    },
    newAgent: async () => {
      const registration = { device_name: `agent ${randomUUID()}` };
      const { body } = await api.call('POST', '/api/v1/devices', registration, world.tokens.owner);
      const credentials = Buffer.from(`${body.id}:${body.secret}`).toString('base64');
      return { id: body.id, authorization: `Basic ${credentials}` };
    },
    sendTo: async (agentId) => {
      await delivery.send({ audience: { deviceIds: [agentId as DeviceId] }, title: 'For the agent' });
      await delivery.idle();
    },
  };
}
