import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentIdentity, callSigned, send, sign } from './agent-signer.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { API_URL } from './test-server.ts';

const PASSWORD = 'correct horse battery staple';
const POLL = { method: 'GET', target: '/api/v1/client/poll' } as const;
const WAITING_POLL = { ...POLL, target: `${POLL.target}?wait=30` } as const;

let database: TestDatabase;
let processes: readonly [ApiProcess, ApiProcess];
/** Two programs start at once, on whatever machine this is. */
const START_LIMIT_MS = 120_000;
let agent: AgentIdentity;
beforeAll(async () => {
  database = await createTestDatabase();
  const settings = { DATABASE_URL: database.url, PUBLIC_API_URL: API_URL };
  processes = await Promise.all([startApi(settings), startApi(settings)]);
  const [{ url }] = processes;
  const post = async (path: string, body: unknown, headers = {}) => {
    const json = { 'content-type': 'application/json', ...headers };
    return (await send(url, { method: 'POST', target: `/api/v1${path}`, body }, json)).body;
  };
  const account = await post('/auth/register', { email: 'owner@example.com', password: PASSWORD });
  const authorization = `Bearer ${account.access_token}`;
  const { id, secret } = await post('/devices', { device_name: 'agent' }, { authorization });
  agent = { id, secret };
}, START_LIMIT_MS);
afterAll(async () => {
  for (const api of processes) await api[Symbol.asyncDispose]();
  await database.close();
});

describe('two real processes', () => {
  it('T-7: of 100 parallel replays of one signed request exactly 1 is accepted', async () => {
    const host = new URL(API_URL).host;
    const headers = { ...sign(API_URL, agent, POLL), host };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => send(processes[index % 2 === 0 ? 0 : 1].url, POLL, headers)),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array(99).fill(401)]);
  });

  it(
    'F-10: SIGTERM ends polls that wait: they are answered, and the process is gone long before they would have been',
    async () => {
      const [first] = processes;
      const waiting = Array.from({ length: 3 }, () => callSigned(first.url, agent, WAITING_POLL));
      const polls = 'SELECT coalesce(sum(polls), 0)::int AS polls FROM agent_activity WHERE device_id = $1';
      await expect
        .poll(async () => (await database.pool.query(polls, [agent.id])).rows[0].polls, { interval: 10 })
        .toBe(4);
      first.child.kill('SIGTERM');
      for (const { status, headers, body } of await Promise.all(waiting)) {
        expect({ status, connection: headers.connection, count: body.count }).toEqual({
          status: 200,
          connection: 'close',
          count: 0,
        });
      }
      expect(await first.exited).toBe(0);
      expect(await first.output).not.toContain('took too long');
    },
    START_LIMIT_MS,
  );
});
