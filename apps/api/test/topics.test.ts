import { randomUUID } from 'node:crypto';
import { LIMITS } from '@carillon/contracts/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

let api: LiveApi;
let admin: Awaited<ReturnType<typeof signIn>>;
let member: Awaited<ReturnType<typeof signIn>>;
let other: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  api = await startLiveApi();
  [admin, member, other] = await Promise.all([
    signIn(api, 'admin'),
    signIn(api, 'member'),
    signIn(api, 'member'),
  ]);
});
afterAll(() => api.close());

const call = (
  who: { readonly accessToken: string },
  method: string,
  path: string,
  body?: unknown,
): ReturnType<LiveApi['call']> => api.call(method, `/api/v1${path}`, body, who.accessToken);

async function newTopic(): Promise<string> {
  const name = `news-${randomUUID()}`;
  const { status } = await call(admin, 'POST', '/topics', { name });
  expect(status).toBe(201);
  return name;
}

describe('topics by REST', () => {
  it('are made, listed in the order of their names, page by page, and deleted', async () => {
    for (const name of ['b-second', 'a-first', 'B-capital'])
      await call(admin, 'POST', '/topics', { name, description: `About ${name}` });
    const taken = await call(admin, 'POST', '/topics', { name: 'a-first' });
    expect([taken.status, taken.body.code]).toEqual([409, 'conflict']);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await call(member, 'GET', `/topics?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...page.body.topics.map(({ name }: { name: string }) => name));
      cursor = page.body.next_cursor;
    } while (cursor !== null);
    expect(seen.filter((name) => ['b-second', 'a-first', 'B-capital'].includes(name))).toHaveLength(3);
    expect(new Set(seen).size).toBe(seen.length);
    const first = (await call(member, 'GET', '/topics')).body.topics.find(
      ({ name }: { name: string }) => name === 'a-first',
    );
    expect(first).toEqual({
      name: 'a-first',
      description: 'About a-first',
      members: 0,
      joined: false,
      created_at: expect.any(String),
    });
    expect((await call(admin, 'DELETE', '/topics/a-first')).status).toBe(204);
    expect((await call(admin, 'DELETE', '/topics/a-first')).status).toBe(404);
  });

  it('anybody joins and leaves by themselves, and twice is once', async () => {
    const topic = await newTopic();
    const members = `/topics/${topic}/members`;
    expect((await call(member, 'POST', members)).body).toEqual({ changed: 1 });
    expect((await call(member, 'POST', members, { user_ids: [member.userId] })).body).toEqual({ changed: 0 });
    const listed = await call(member, 'GET', '/topics?limit=100');
    expect(listed.body.topics).toContainEqual(
      expect.objectContaining({ name: topic, members: 1, joined: true }),
    );
    expect((await call(member, 'DELETE', members)).body).toEqual({ changed: 1 });
    expect((await call(member, 'DELETE', members)).body).toEqual({ changed: 0 });
  });

  it('T-5: nobody but an administrator adds, removes or sees others', async () => {
    const topic = await newTopic();
    const members = `/topics/${topic}/members`;
    await api.database.prisma.user.update({ where: { id: other.userId }, data: { externalId: 'other-1' } });
    await call(other, 'POST', members);
    for (const body of [
      { user_ids: [other.userId] },
      { user_ids: [member.userId, other.userId] },
      { user_ids: [randomUUID()] },
      { external_ids: ['other-1'] },
      { external_ids: ['nobody'] },
    ]) {
      expect((await call(member, 'POST', members, body)).status).toBe(403);
      expect((await call(member, 'DELETE', members, body)).status).toBe(403);
    }
    expect((await call(member, 'GET', members)).status).toBe(403);
    expect((await call(member, 'POST', '/topics', { name: 'mine' })).status).toBe(403);
    expect((await call(member, 'DELETE', `/topics/${topic}`)).status).toBe(403);
    const { body } = await call(admin, 'GET', members);
    expect(body.members).toEqual([
      {
        user_id: other.userId,
        external_id: 'other-1',
        email: expect.stringContaining('@'),
        name: null,
        since: expect.any(String),
      },
    ]);
  });

  it('administrators add and remove by either id, all of them or none, and unknown ones are named', async () => {
    const topic = await newTopic();
    const members = `/topics/${topic}/members`;
    const externalId = `customer ${randomUUID()}`;
    await call(admin, 'PUT', `/users/${member.userId}/external-id`, { external_id: externalId });
    const unknown = randomUUID();
    const half = await call(admin, 'POST', members, { user_ids: [other.userId, unknown] });
    expect([half.status, half.body.detail]).toEqual([404, `There is no user ${unknown}.`]);
    const named = await call(admin, 'POST', members, { external_ids: [externalId, 'customer 0'] });
    expect([named.status, named.body.detail]).toEqual([
      404,
      'There is no user with the external id customer 0.',
    ]);
    expect((await call(admin, 'GET', members)).body.members).toEqual([]);
    const both = { user_ids: [other.userId], external_ids: [externalId] };
    expect((await call(admin, 'POST', members, both)).body).toEqual({ changed: 2 });
    const page = await call(admin, 'GET', `${members}?limit=1`);
    const rest = await call(admin, 'GET', `${members}?limit=1&cursor=${page.body.next_cursor}`);
    expect([...page.body.members, ...rest.body.members]).toHaveLength(2);
    expect(rest.body.next_cursor).toBeNull();
    const query = `${members}?user_ids=${other.userId}&user_ids=${member.userId}`;
    expect((await call(admin, 'DELETE', query)).body).toEqual({ changed: 2 });
  });

  it('T-5: names that are none, topics that are none and strange cursors have clear answers', async () => {
    for (const name of ['', '.hidden', 'a b', 'x'.repeat(65), "'; DROP TABLE topics; --", 'über', 7, null]) {
      expect((await call(admin, 'POST', '/topics', { name })).status).toBe(400);
    }
    expect((await call(member, 'POST', '/topics/none/members')).status).toBe(404);
    expect((await call(member, 'DELETE', '/topics/none/members')).status).toBe(404);
    expect((await call(admin, 'GET', '/topics/none/members')).status).toBe(404);
    expect((await call(admin, 'GET', '/topics/a%2Fb/members')).status).toBe(400);
    const strange = await call(admin, 'GET', '/topics?cursor=%00');
    expect([strange.status, strange.body.code]).toEqual([400, 'validation_failed']);
    expect((await call(admin, 'GET', `/topics/${await newTopic()}/members?cursor=x`)).status).toBe(400);
  });

  it('OBS-3: making and deleting a topic goes to the audit log', async () => {
    const topic = await newTopic();
    await call(admin, 'DELETE', `/topics/${topic}`);
    const written = await api.database.prisma.auditEvent.findMany({
      where: { targetId: topic },
      orderBy: { id: 'asc' },
    });
    expect(written.map(({ userId, action }) => [userId, action])).toEqual([
      [admin.userId, 'topic.created'],
      [admin.userId, 'topic.deleted'],
    ]);
  });

  it('OBS-3: an administrator who adds or removes others is in the audit log, people who join themselves are not', async () => {
    const topic = await newTopic();
    const members = `/topics/${topic}/members`;
    await call(member, 'POST', members);
    await call(admin, 'POST', members);
    await call(admin, 'POST', members, { user_ids: [member.userId, other.userId] });
    await call(admin, 'DELETE', members, { user_ids: [member.userId, other.userId] });
    await call(admin, 'DELETE', members, { user_ids: [other.userId] });
    const written = await api.database.prisma.auditEvent.findMany({
      where: { targetId: topic, action: { not: 'topic.created' } },
      orderBy: { id: 'asc' },
    });
    expect(written.map(({ userId, action, details }) => [userId, action, details])).toEqual([
      [admin.userId, 'topic.members_added', { members: '1' }],
      [admin.userId, 'topic.members_removed', { members: '2' }],
    ]);
  });

  it('a user who is deleted belongs to nothing any more', async () => {
    const topic = await newTopic();
    const leaving = await signIn(api, 'member');
    await call(leaving, 'POST', `/topics/${topic}/members`);
    await api.database.pool.query('DELETE FROM users WHERE id = $1', [leaving.userId]);
    expect((await call(admin, 'GET', `/topics/${topic}/members`)).body.members).toEqual([]);
  });

  it('of several who make one name at once one does, and their number has a limit', async () => {
    const name = `once-${randomUUID()}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(admin, 'POST', '/topics', { name })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
    await api.database.pool.query(
      "INSERT INTO topics (id, name) SELECT gen_random_uuid(), 'many-' || number FROM generate_series(1, $1::int) AS number",
      [LIMITS.topics],
    );
    const { status, body } = await call(admin, 'POST', '/topics', { name: 'one-more' });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(body.detail).toContain(`${LIMITS.topics} topics, which is the limit`);
    await api.database.pool.query("DELETE FROM topics WHERE name LIKE 'many-%'");
    expect((await call(admin, 'POST', '/topics', { name: 'one-more' })).status).toBe(201);
  });
});
