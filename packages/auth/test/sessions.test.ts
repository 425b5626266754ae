import { randomUUID } from 'node:crypto';
import type { SessionCaller } from '@carillon/auth/caller';
import { type DeviceId, deviceIdSchema, sessionIdSchema } from '@carillon/contracts/ids';
import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuthFixture, createAuthFixture, newClient, outcomeOf, PASSWORD } from './fixture.ts';

const DAY_SECONDS = 86_400;
let fixture: AuthFixture;
let caller: SessionCaller;

beforeAll(async () => {
  fixture = await createAuthFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function signUp(kind: 'dashboard' | 'app' = 'app'): Promise<SessionCaller> {
  const input = { email: `${randomUUID()}@example.com`, password: PASSWORD };
  const { sessionId } = await fixture.first.accounts.register(input, { kind, client: newClient() });
  return live(await fixture.first.sessions.check(sessionId));
}

async function signInAgain({ userId }: SessionCaller): Promise<SessionCaller> {
  const opening = { userId, kind: 'app', client: newClient(), passwordHash: null } as const;
  const sessionId = await fixture.first.sessions.open(opening);
  if (sessionId === null) throw new Error('the session was not opened');
  return live(await fixture.first.sessions.check(sessionId));
}

function live(found: SessionCaller | null): SessionCaller {
  if (found === null) throw new Error('the session is not live');
  return found;
}

async function newDevice({ userId }: SessionCaller): Promise<DeviceId> {
  const id = deviceIdSchema.parse(randomUUID());
  await fixture.database.prisma.device.create({
    data: { id, userId, installationId: id, kind: 'push', platform: 'ios' },
  });
  return id;
}

const isLive = async ({ sessionId }: SessionCaller) =>
  (await fixture.second.sessions.check(sessionId)) !== null;

beforeEach(async () => {
  caller = await signUp();
});

describe('ending sessions', () => {
  it('T-13: a session revoked on one process is refused by the very next request on another', async () => {
    const other = await signInAgain(caller);
    expect(await isLive(other)).toBe(true);
    await fixture.first.sessions.revoke(caller, other.sessionId);
    expect(await isLive(other)).toBe(false);
    expect(await isLive(caller)).toBe(true);
  });

  it('AUTH-2: revoking the others ends all but the one that asks', async () => {
    const others = [await signInAgain(caller), await signInAgain(caller)];
    expect(await fixture.first.sessions.revokeOthers(caller)).toBe(2);
    for (const other of others) expect(await isLive(other)).toBe(false);
    expect(await isLive(caller)).toBe(true);
  });

  it("T-5: somebody else's session can be neither revoked nor seen", async () => {
    const stranger = await signUp();
    expect(await outcomeOf(fixture.first.sessions.revoke(stranger, caller.sessionId))).toBe('not_found');
    expect(await isLive(caller)).toBe(true);
    const seen = await fixture.first.sessions.list(stranger);
    expect(seen.map(({ id }) => id)).toEqual([stranger.sessionId]);
  });

  it('AUTH-2: a session that ended, or that never was, is not found', async () => {
    const other = await signInAgain(caller);
    await fixture.first.sessions.revoke(caller, other.sessionId);
    expect(await outcomeOf(fixture.first.sessions.revoke(caller, other.sessionId))).toBe('not_found');
    const unknown = sessionIdSchema.parse(randomUUID());
    expect(await outcomeOf(fixture.first.sessions.revoke(caller, unknown))).toBe('not_found');
  });

  it('AUTH-2: signing out ends the session, and doing it twice is no error', async () => {
    await fixture.first.sessions.signOut(caller.userId, caller.sessionId);
    await fixture.first.sessions.signOut(caller.userId, caller.sessionId);
    expect(await isLive(caller)).toBe(false);
  });

  it('AUTH-2: many ends of overlapping sessions at once all succeed', async () => {
    const others = await Promise.all(Array.from({ length: 8 }, () => signInAgain(caller)));
    const ends = others.flatMap((other) => [
      fixture.first.sessions.revokeOthers(caller),
      fixture.second.sessions.signOut(caller.userId, other.sessionId),
    ]);
    await Promise.all(ends);
    const left = await fixture.first.sessions.list(caller);
    expect(left.map(({ id }) => id)).toEqual([caller.sessionId]);
  });
});

describe('devices', () => {
  it('AUTH-2: a session is bound to the device that registered with it, on every process', async () => {
    const deviceId = await newDevice(caller);
    await fixture.first.sessions.bindDevice(caller, deviceId);
    expect(live(await fixture.second.sessions.check(caller.sessionId)).deviceId).toBe(deviceId);
  });

  it("T-5: a session cannot be bound to somebody else's device", async () => {
    const deviceId = await newDevice(caller);
    const stranger = await signUp();
    expect(await outcomeOf(fixture.first.sessions.bindDevice(stranger, deviceId))).toBe('not_found');
    expect(live(await fixture.first.sessions.check(stranger.sessionId)).deviceId).toBeNull();
  });

  it('T-13: a session that is bound while its device is being revoked is refused, and one that was bound before ends', async () => {
    const deviceId = await newDevice(caller);
    const { pool } = fixture.database;
    const revoking = await pool.connect();
    await revoking.query('BEGIN');
    await revoking.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [deviceId]);
    const binding = outcomeOf(fixture.second.sessions.bindDevice(caller, deviceId));
    await Promise.race([binding, untilSomebodyWaitsForALock(fixture.database)]);
    // The revocation ends what is bound by now, and commits; the binding must not come after it.
    await revoking.query('UPDATE sessions SET revoked_at = now() WHERE device_id = $1', [deviceId]);
    await revoking.query('COMMIT');
    revoking.release();
    expect(await binding).toBe('not_found');
    expect(live(await fixture.second.sessions.check(caller.sessionId)).deviceId).toBeNull();
  });

  it('AUTH-2: a session cannot be bound to a device that is revoked', async () => {
    const deviceId = await newDevice(caller);
    await fixture.database.prisma.device.update({ where: { id: deviceId }, data: { revokedAt: new Date() } });
    expect(await outcomeOf(fixture.first.sessions.bindDevice(caller, deviceId))).toBe('not_found');
  });
});

describe('time', () => {
  const lastSeen = async () => (await fixture.first.sessions.list(caller))[0]?.lastSeenAt.getTime();

  it('AUTH-2: last_seen_at is written at most once in 60 s, also by many requests at once', async () => {
    const registered = await lastSeen();
    fixture.clock.advance(59);
    await isLive(caller);
    expect(await lastSeen()).toBe(registered);
    fixture.clock.advance(2);
    const { rows: before } = await fixture.database.pool.query('SELECT xmin FROM sessions WHERE id = $1', [
      caller.sessionId,
    ]);
    await Promise.all(Array.from({ length: 10 }, () => isLive(caller)));
    expect(await lastSeen()).toBe(fixture.clock.now().getTime());
    const { rows: after } = await fixture.database.pool.query('SELECT xmin FROM sessions WHERE id = $1', [
      caller.sessionId,
    ]);
    await Promise.all(Array.from({ length: 10 }, () => isLive(caller)));
    const { rows: later } = await fixture.database.pool.query('SELECT xmin FROM sessions WHERE id = $1', [
      caller.sessionId,
    ]);
    expect(after).not.toEqual(before);
    expect(later).toEqual(after);
  });

  it('AUTH-2: a dashboard session lives 30 days after its last use', async () => {
    const dashboard = await signUp('dashboard');
    fixture.clock.advance(29 * DAY_SECONDS);
    expect(await isLive(dashboard)).toBe(true);
    fixture.clock.advance(29 * DAY_SECONDS);
    expect(await isLive(dashboard)).toBe(true);
    fixture.clock.advance(30 * DAY_SECONDS);
    expect(await isLive(dashboard)).toBe(false);
  });

  it('AUTH-2: an app session lives 30 days after its last refresh, whatever its access tokens do', async () => {
    fixture.clock.advance(29 * DAY_SECONDS);
    expect(await isLive(caller)).toBe(true);
    fixture.clock.advance(DAY_SECONDS);
    expect(await isLive(caller)).toBe(false);
  });
});

describe('the list', () => {
  it('AUTH-2: shows live sessions, newest first, and which one is asking', async () => {
    fixture.clock.advance(1);
    const second = await signInAgain(caller);
    fixture.clock.advance(1);
    const ended = await signInAgain(caller);
    await fixture.first.sessions.revoke(caller, ended.sessionId);
    const sessions = await fixture.second.sessions.list(second);
    expect(sessions.map(({ id, current }) => [id, current])).toEqual([
      [second.sessionId, true],
      [caller.sessionId, false],
    ]);
    expect(sessions[0]).toMatchObject({
      kind: 'app',
      userAgent: 'test',
      ipAddress: expect.stringMatching(/^10\./),
    });
  });
});

it('AUTH-2: the role is the one that the database holds at this request', async () => {
  await fixture.database.prisma.user.update({ where: { id: caller.userId }, data: { role: 'admin' } });
  expect(live(await fixture.second.sessions.check(caller.sessionId)).role).toBe('admin');
});

it('REG-11: deleting a user ends everything that they are signed in with', async () => {
  await fixture.database.pool.query('DELETE FROM users WHERE id = $1', [caller.userId]);
  expect(await isLive(caller)).toBe(false);
});
