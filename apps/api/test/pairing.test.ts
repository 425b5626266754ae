import { randomUUID } from 'node:crypto';
import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

/** Two processes over one database; what asks and what decides come to different ones. */
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

interface Asked {
  readonly id: string;
  readonly code: string;
  readonly verifier: string;
  readonly deviceId: string;
}

/** What an app does first. */
async function ask(deviceId = randomUUID()): Promise<Asked> {
  const app = { device_id: deviceId, platform: 'android', name: 'Ann’s phone', model: 'Pixel 9' };
  const { status, body } = await api.call('POST', '/api/v1/auth/pairings', app);
  expect(status).toBe(201);
  return { ...body, deviceId };
}
type Person = Awaited<ReturnType<typeof signIn>>;
const decide = (person: Person, verb: 'lookup' | 'confirm' | 'reject', code: string): Promise<Answer> =>
  other.call('POST', `/api/v1/auth/pairings/${verb}`, { code }, person.accessToken);
const statusOf = ({ id, verifier }: Pick<Asked, 'id' | 'verifier'>): Promise<Answer> =>
  api.call('GET', `/api/v1/auth/pairings/${id}?verifier=${verifier}`);
const exchange = ({ id, verifier }: Pick<Asked, 'id' | 'verifier'>, at: LiveApi = api): Promise<Answer> =>
  at.call('POST', `/api/v1/auth/pairings/${id}/exchange`, { verifier });
const me = (token: string, at: LiveApi = api): Promise<Answer> =>
  at.call('GET', '/api/v1/auth/me', undefined, token);
const expire = ({ id }: Asked) =>
  api.database.pool.query("UPDATE pairings SET expires_at = now() - interval '1 s' WHERE id = $1", [id]);
const outcomeOf = ({ status, body }: Answer) => [status, body.code ?? body.status];

describe('pairing an app', () => {
  it('AUTH-4: the app shows a code, its person sees what asks and approves, the app gets tokens and its device', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    expect(asked).toEqual({
      id: expect.any(String),
      code: expect.stringMatching(/^\d{6}$/),
      verifier: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 300,
      deviceId: asked.deviceId,
    });
    expect((await statusOf(asked)).body).toMatchObject({ id: asked.id, status: 'pending' });
    const looked = await decide(person, 'lookup', `${asked.code.slice(0, 3)} ${asked.code.slice(3)}`);
    expect(looked.body).toEqual({
      id: asked.id,
      device_id: asked.deviceId,
      platform: 'android',
      name: 'Ann’s phone',
      model: 'Pixel 9',
      user_agent: 'node',
      ip_address: '127.0.0.1',
      created_at: expect.any(String),
      expires_at: expect.any(String),
    });
    const life = Date.parse(looked.body.expires_at) - Date.parse(looked.body.created_at);
    expect(life).toBe(300_000);

    const confirmed = await decide(person, 'confirm', asked.code);
    const device = {
      device_id: asked.deviceId,
      user_id: person.userId,
      name: 'Ann’s phone',
      status: 'active',
    };
    expect([confirmed.status, confirmed.body]).toEqual([200, expect.objectContaining(device)]);
    expect((await statusOf(asked)).body.status).toBe('approved');

    const paired = await exchange(asked);
    expect(paired.status).toBe(200);
    expect(paired.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      user: { id: person.userId },
      device: { id: confirmed.body.id, ...device },
    });
    expect(paired.headers.get('cache-control')).toBe('no-store');
    expect((await me(paired.body.access_token, other)).body.user.id).toBe(person.userId);
    const refreshed = await other.call('POST', '/api/v1/auth/refresh', {
      refresh_token: paired.body.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    expect((await statusOf(asked)).body.status).toBe('exchanged');
  });

  it('AUTH-4, T-13: revoking the paired device ends its session on every process', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await decide(person, 'confirm', asked.code);
    const { body } = await exchange(asked);
    expect((await me(body.access_token)).status).toBe(200);
    await other.call('DELETE', `/api/v1/devices/${asked.deviceId}`, undefined, person.accessToken);
    expect((await me(body.access_token)).status).toBe(401);
    const refresh = await api.call('POST', '/api/v1/auth/refresh', { refresh_token: body.refresh_token });
    expect(refresh.status).toBe(401);
  });

  it('AUTH-4, REG-6: pairing an installation anew is the same device, active again; REG-7: of another user, another one', async () => {
    const [ann, bob] = await Promise.all([signIn(api, 'member'), signIn(api, 'member')]);
    const installation = randomUUID();
    const pairFor = async (person: Person) =>
      (await decide(person, 'confirm', (await ask(installation)).code)).body;
    const first = await pairFor(ann);
    await api.call('DELETE', `/api/v1/devices/${first.id}`, undefined, ann.accessToken);
    const again = await pairFor(ann);
    expect([again.id, again.status]).toEqual([first.id, 'active']);
    const others = await pairFor(bob);
    expect([others.id === first.id, others.user_id]).toEqual([false, bob.userId]);
    const { body } = await api.call('GET', `/api/v1/devices/${first.id}`, undefined, ann.accessToken);
    expect([body.user_id, body.status]).toEqual([ann.userId, 'active']);
  });

  it('AUTH-4, REG-17: an approval beyond the cap of devices approves nothing, and works once there is room', async () => {
    const narrow = await startLiveApi({ RATE_LIMIT_FACTOR: 100, MAX_DEVICES_PER_USER: 1 }, api.database);
    const person = await signIn(api, 'member');
    const confirm = (code: string) =>
      narrow.call('POST', '/api/v1/auth/pairings/confirm', { code }, person.accessToken);
    const [first, second] = [await ask(), await ask()];
    expect((await confirm(first.code)).status).toBe(200);
    expect(outcomeOf(await confirm(second.code))).toEqual([409, 'device_limit_reached']);
    expect((await statusOf(second)).body.status).toBe('pending');
    await api.call('DELETE', `/api/v1/devices/${first.deviceId}`, undefined, person.accessToken);
    expect((await confirm(second.code)).status).toBe(200);
    await narrow.stop();
  });
});

describe('what is not approved', () => {
  it('AUTH-4: a rejected request gives nothing, and cannot be decided again', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    const rejected = await decide(person, 'reject', asked.code);
    expect(outcomeOf(rejected)).toEqual([200, 'rejected']);
    expect((await statusOf(asked)).body.status).toBe('rejected');
    expect(outcomeOf(await exchange(asked))).toEqual([409, 'pairing_not_open']);
    for (const verb of ['lookup', 'confirm', 'reject'] as const) {
      expect(outcomeOf(await decide(person, verb, asked.code))).toEqual([404, 'not_found']);
    }
    const { body } = await api.call('GET', '/api/v1/devices', undefined, person.accessToken);
    expect(body.devices).toEqual([]);
  });

  it('AUTH-4: an expired code is of no use to anybody, and the app learns that it expired', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await expire(asked);
    expect(outcomeOf(await decide(person, 'confirm', asked.code))).toEqual([404, 'not_found']);
    expect((await statusOf(asked)).body.status).toBe('expired');
    expect(outcomeOf(await exchange(asked))).toEqual([409, 'pairing_not_open']);
  });

  it('AUTH-4: one that was approved and not fetched in time gives nothing; a late approval leaves a minute', async () => {
    const person = await signIn(api, 'member');
    const late = await ask();
    const { pool } = api.database;
    await pool.query("UPDATE pairings SET expires_at = now() + interval '5 s' WHERE id = $1", [late.id]);
    await decide(person, 'confirm', late.code);
    const { rows } = await pool.query(
      'SELECT extract(epoch FROM expires_at - approved_at)::int AS seconds FROM pairings WHERE id = $1',
      [late.id],
    );
    expect(rows).toEqual([{ seconds: 60 }]);
    await expire(late);
    expect(outcomeOf(await exchange(late))).toEqual([409, 'pairing_not_open']);
    expect((await statusOf(late)).body.status).toBe('expired');
  });

  it('AUTH-4: before it is approved, nothing can be exchanged', async () => {
    expect(outcomeOf(await exchange(await ask()))).toEqual([409, 'pairing_not_open']);
  });

  it('AUTH-4: who was disabled, or whose device was revoked, after the approval gives no tokens', async () => {
    const [disabled, revoking] = await Promise.all([signIn(api, 'member'), signIn(api, 'member')]);
    const [first, second] = [await ask(), await ask()];
    await decide(disabled, 'confirm', first.code);
    await decide(revoking, 'confirm', second.code);
    const data = { disabledAt: new Date() };
    await api.database.prisma.user.update({ where: { id: disabled.userId }, data });
    await other.call('DELETE', `/api/v1/devices/${second.deviceId}`, undefined, revoking.accessToken);
    expect(outcomeOf(await exchange(first))).toEqual([409, 'pairing_not_open']);
    expect(outcomeOf(await exchange(second))).toEqual([409, 'pairing_not_open']);
  });

  it('REG-11: deleting the user takes their pairings', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await decide(person, 'confirm', asked.code);
    await api.database.pool.query('DELETE FROM users WHERE id = $1', [person.userId]);
    expect((await exchange(asked)).status).toBe(404);
  });
});

describe('many at once', () => {
  it('AUTH-4: of 20 exchanges over two processes one is served', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await decide(person, 'confirm', asked.code);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => exchange(asked, index % 2 === 0 ? api : other)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    const sessions = await api.database.prisma.session.count({ where: { userId: person.userId } });
    // The person's own, and the app's.
    expect(sessions).toBe(2);
  });

  it('AUTH-4: of many people who decide on one code at once one does, and the others registered no device', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => signIn(api, 'member')));
    const asked = await ask();
    const answers = await Promise.all(
      people.map((person, index) => decide(person, index % 4 === 3 ? 'reject' : 'confirm', asked.code)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 404, 409]).toContain(status);
    const devices = await api.database.prisma.device.count({ where: { installationId: asked.deviceId } });
    expect(devices).toBe((await statusOf(asked)).body.status === 'approved' ? 1 : 0);
  });

  it('AUTH-4: codes that are open at once all differ', async () => {
    const asked = await Promise.all(Array.from({ length: 60 }, () => ask()));
    expect(new Set(asked.map(({ code }) => code)).size).toBe(60);
  });
});

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

describe('what is kept of it', () => {
  it('OBS-3: approvals, rejections and exchanges are in the audit log, each with who did it', async () => {
    const person = await signIn(api, 'member');
    const [approved, rejected] = [await ask(), await ask()];
    const { body: device } = await decide(person, 'confirm', approved.code);
    await decide(person, 'reject', rejected.code);
    await exchange(approved);
    const events = await api.database.prisma.auditEvent.findMany({
      where: { userId: person.userId, targetType: 'pairing' },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ action, targetId, details }) => [action, targetId, details])).toEqual([
      ['pairing.confirmed', approved.id, { device_id: device.id }],
      ['pairing.rejected', rejected.id, {}],
      ['pairing.exchanged', approved.id, { device_id: device.id }],
    ]);
  });

  it('T-6, T-15: neither codes nor verifiers are logged or stored in clear', async () => {
    const person = await signIn(api, 'member');
    const asked = await ask();
    await statusOf(asked);
    await decide(person, 'confirm', asked.code);
    await exchange(asked);
    const { rows } = await api.database.pool.query<{ row: string }>(
      'SELECT pairings::text AS row FROM pairings',
    );
    const kept = [...rows.map(({ row }) => row), ...api.lines, ...other.lines].join('\n');
    expect(kept).toContain(asked.id);
    expect(kept).not.toContain(asked.verifier);
    // Digits alone occur in ids and times; as a value of its own the code must not.
    expect(kept).not.toMatch(new RegExp(`(?<![0-9a-f-])${asked.code}(?![0-9a-f-])`));
    const digest = Buffer.from(asked.verifier, 'base64url').toString('hex');
    expect(kept).not.toContain(digest);
  });
});
