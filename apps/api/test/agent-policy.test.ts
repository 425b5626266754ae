import { appRouter } from '@carillon/trpc/router';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProcedures } from '../src/http/procedures.ts';
import { type AgentCall, type AgentIdentity, callSigned } from './agent-signer.ts';
import { type AgentWorld, createAgentWorld } from './agent-world.ts';

let world: AgentWorld;
let live: AgentIdentity;
let revoked: AgentIdentity;
beforeAll(async () => {
  world = await createAgentWorld({ RATE_LIMIT_FACTOR: 10_000 });
  live = await world.newAgent();
  revoked = await world.newAgent();
  await world.asOwner('DELETE', `/devices/${revoked.id}`);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Those that look at credentials at all. */
const procedures = listProcedures(appRouter).filter(({ access }) => access !== 'none');

describe('what agents may call', () => {
  it('T-5: of all procedures, polling and acknowledging are for agents, and nothing else is', () => {
    const forAgents = procedures.filter(({ access }) => access === 'agent').map(({ path }) => path);
    expect(forAgents).toEqual(['client.ack', 'client.poll']);
  });

  it.each(procedures)(
    'T-5, REG-10: $path, by an agent and by a revoked one',
    async ({ path, type, access }) => {
      const call: AgentCall =
        type === 'query'
          ? { method: 'GET', target: `/trpc/${path}?input=%7B%7D` }
          : { method: 'POST', target: `/trpc/${path}`, body: {} };
      const statuses = [live, revoked].map(
        async (agent) => (await callSigned(world.api.url, agent, call)).status,
      );
      // An empty acknowledgement is one that is not valid.
      const expected = access !== 'agent' ? 403 : type === 'query' ? 200 : 400;
      expect(await Promise.all(statuses)).toEqual([expected, 401]);
    },
  );
});
