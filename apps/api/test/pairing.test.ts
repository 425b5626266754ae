import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { outcomeOf, type Person, pairingCalls } from './pairing-calls.ts';
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

const { ask, decide, statusOf, exchange, me, expire } = pairingCalls(() => ({ api, other }));

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
