import { randomUUID } from 'node:crypto';
import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { type Person, pairingCalls } from './pairing-calls.ts';
import { signIn } from './world.ts';

/** Two processes over one database, where limits are out of the way; tests of limits start their own. */
let api: LiveApi;
let other: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 100 });
  other = await startLiveApi({ RATE_LIMIT_FACTOR: 100 }, api.database);
});
afterAll(async () => {
  await other.stop();
  await api.close();
});
const { ask, decide, statusOf, exchange } = pairingCalls(() => ({ api, other }));

describe('guessing', () => {
  /** Nothing else waits that a wrong code could be, and nobody has guessed yet. */
  beforeEach(() => api.database.pool.query('TRUNCATE pairings, rate_limits'));

  it('AUTH-4: another verifier and an unknown id are answered alike, and five wrong ones end the pairing', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await decide(person, 'confirm', asked.code);
    const wrong = { id: asked.id, verifier: 'x'.repeat(43) };
    const unknown = { id: randomUUID(), verifier: asked.verifier };
    const bodies = [];
    for (const proof of [wrong, unknown]) {
      const { status, body } = await statusOf(proof);
      const { request_id: _, ...rest } = body;
      bodies.push([status, rest]);
    }
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]?.[0]).toBe(404);
    for (let tries = 0; tries < 3; tries += 1) await exchange(wrong);
    expect((await statusOf(asked)).status).toBe(200);
    await exchange(wrong);
    expect((await statusOf(asked)).status).toBe(404);
    expect((await exchange(asked)).status).toBe(404);
  });

  it('T-8, AUTH-6: of 1000 codes that one user tries over two processes 5 are evaluated, and another user goes on', async () => {
    const strict = await Promise.all([startLiveApi({}, api.database), startLiveApi({}, api.database)]);
    const [guesser, owner] = await Promise.all([signIn(api, 'member'), signIn(api, 'member')]);
    const asked = await ask();
    // Each from a network of its own, so that the user's limit is the one that holds.
    const guess = (index: number) =>
      strict[index % 2 === 0 ? 0 : 1].services.pairings
        .find(
          {
            kind: 'user',
            userId: guesser.userId,
            role: 'member',
            sessionId: guesser.sessionId,
            apiKeyId: null,
            requestId: 'guess',
            ipAddress: `2001:db8:0:${index.toString(16)}::1`,
          },
          // Never the right one.
          String((Number(asked.code) + 1 + index) % 1_000_000).padStart(6, '0'),
        )
        .then(
          () => 'found',
          ({ code }: { code: string }) => code,
        );
    const outcomes: Record<string, number> = {};
    for (let from = 0; from < 1000; from += 100) {
      const some = await Promise.all(Array.from({ length: 100 }, (_, index) => guess(from + index)));
      for (const outcome of some) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(outcomes).toEqual({ not_found: 5, rate_limited: 995 });
    for (const verb of ['lookup', 'confirm', 'reject']) {
      const path = `/api/v1/auth/pairings/${verb}`;
      const { status, headers } = await strict[0].call(
        'POST',
        path,
        { code: asked.code },
        guesser.accessToken,
      );
      expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    }
    expect((await decide(owner, 'confirm', asked.code)).status).toBe(200);
    await Promise.all(strict.map((each) => each.stop()));
  });

  it('T-8, AUTH-6: users who guess from one network share its limit; right codes cost nothing', async () => {
    const strict = await startLiveApi({}, api.database);
    const from = (person: Person, code: string) =>
      strict.call('POST', '/api/v1/auth/pairings/lookup', { code }, person.accessToken);
    const honest = await signIn(api, 'member');
    const asked = await ask();
    for (let times = 0; times < 10; times += 1) expect((await from(honest, asked.code)).status).toBe(200);
    const wrong = String((Number(asked.code) + 1) % 1_000_000).padStart(6, '0');
    const statuses: number[] = [];
    for (let users = 0; users < 5; users += 1) {
      const person = await signIn(api, 'member');
      for (let tries = 0; tries < 5; tries += 1) statuses.push((await from(person, wrong)).status);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(RATE_LIMITS.pairing_code_network.points);
    expect(statuses.slice(20)).toEqual([429, 429, 429, 429, 429]);
    await strict.stop();
  });

  it('AUTH-6: asking to be paired, and asking what became of it, are limited by network, shared by all processes', async () => {
    const strict = await Promise.all(
      [0.05, 0.05].map((factor) => startLiveApi({ RATE_LIMIT_FACTOR: factor }, api.database)),
    );
    const calls = (path: string, method: string, body?: unknown) =>
      Promise.all(
        Array.from({ length: 80 }, async (_, index) => {
          const answer = await strict[index % 2]?.call(method, path, body);
          return answer?.status;
        }),
      );
    const asked = await calls('/api/v1/auth/pairings', 'POST', { device_id: 'x', platform: 'ios' });
    expect(asked.filter((status) => status === 201).length).toBeLessThanOrEqual(3);
    expect(asked).toContain(429);
    const looked = await calls(`/api/v1/auth/pairings/${randomUUID()}?verifier=x`, 'GET');
    expect(looked.filter((status) => status === 404).length).toBeLessThanOrEqual(60);
    expect(looked).toContain(429);
    await Promise.all(strict.map((each) => each.stop()));
  });
});
