import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, signIn, type World } from './world.ts';

let api: LiveApi;
let world: World;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
  world = await createWorld(api);
});
afterAll(() => api.close());

type Who = keyof World['tokens'];
const publish = (who: Who, event: object): ReturnType<LiveApi['call']> =>
  api.call('POST', '/api/v1/events', event, world.tokens[who]);
const stored = (id: string) => api.database.prisma.notification.findUniqueOrThrow({ where: { id } });

describe('events by REST', () => {
  it('an event becomes a notification whose category is its type; what it does not say is made of that', async () => {
    const whole = await publish('admin', {
      type: 'door.opened',
      title: 'The front door is open',
      body: 'Since 12:00',
      source: 'Hall',
      image_url: 'https://img.example.com/door.jpg',
      url: '/doors/1',
      data: { doorId: 7, some_member: { aB: 1 } },
      user_ids: [world.ownerId],
    });
    expect(whole).toMatchObject({ status: 202, body: { id: expect.any(String), status: 'sending' } });
    expect(await stored(whole.body.id)).toMatchObject({
      kind: 'message',
      audience: { userIds: [world.ownerId] },
      message: {
        title: 'The front door is open',
        body: 'Since 12:00',
        subtitle: 'Hall',
        image: 'https://img.example.com/door.jpg',
        url: '/doors/1',
        data: { doorId: 7, some_member: { aB: 1 } },
        category: 'door.opened',
      },
    });
    const bare = await publish('admin', { type: 'backup_job:failed-twice', user_ids: [world.ownerId] });
    expect((await stored(bare.body.id)).message).toEqual({
      title: 'Backup job failed twice',
      category: 'backup_job:failed-twice',
    });
  });

  it('T-5: administrators reach everybody, members themselves', async () => {
    const toAll = await publish('admin', { type: 'news' });
    expect((await stored(toAll.body.id)).audience).toEqual({ broadcast: true });
    const toSelf = await publish('owner', { type: 'news' });
    expect((await stored(toSelf.body.id)).audience).toEqual({ userIds: [world.ownerId] });
    const statuses = await Promise.all([
      publish('owner', { type: 'news', user_ids: [world.ownerId] }),
      publish('stranger', { type: 'news', user_ids: [world.ownerId] }),
      publish('admin', { type: 'news', user_ids: [randomUUID()] }),
      publish('nobody', { type: 'news' }),
      publish('revoked', { type: 'news' }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([202, 403, 404, 401, 401]);
  });

  it('AUTH-5, T-12: an API key with the scope reaches everybody; one without it nobody', async () => {
    const keyWith = async (scope: string): Promise<string> => {
      const made = await api.call(
        'POST',
        '/api/v1/api-keys',
        { name: scope, scopes: [scope] },
        world.tokens.admin,
      );
      return made.body.key;
    };
    const [may, mayNot] = await Promise.all([keyWith('notifications:send'), keyWith('notifications:read')]);
    const event = { type: 'order.shipped', source: 'Shop' };
    const sent = await api.call('POST', '/api/v1/events', event, may);
    expect(sent.status).toBe(202);
    expect((await stored(sent.body.id)).audience).toEqual({ broadcast: true });
    const refused = await api.call('POST', '/api/v1/events', event, mayNot);
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient_scope']);
  });

  it('DIS-11: the same Idempotency-Key gives the same notification, and another event under it is refused', async () => {
    const withKey = async (event: object) => {
      const answer = await fetch(`${api.url}/api/v1/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.tokens.admin}`,
          'content-type': 'application/json',
          'idempotency-key': 'event-1',
        },
        body: JSON.stringify(event),
      });
      return { status: answer.status, body: (await answer.json()) as { id?: string } };
    };
    const event = { type: 'order.paid', user_ids: [world.ownerId] };
    const [first, again] = await Promise.all([withKey(event), withKey(event)]);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body.id).toBe(first.body.id);
    expect((await withKey({ ...event, type: 'order.refunded' })).status).toBe(409);
  });

  it.each([
    ['type', {}],
    ['type', { type: 'two words' }],
    ['type', { type: 'x'.repeat(65) }],
    ['title', { type: 'news', title: ' ' }],
    ['url', { type: 'news', url: 'javascript:alert(1)' }],
    ['image_url', { type: 'news', image_url: '//evil.example/x' }],
    ['user_ids', { type: 'news', user_ids: [] }],
    // JSON can have a member of this name; to a schema it is none, so that it would be lost without a word.
    ['data.__proto__', JSON.parse('{"type": "news", "data": {"__proto__": {"a": 1}}}')],
  ])('API-2: an event whose %s is not valid is refused by that name', async (path, event) => {
    const { status, body } = await publish('admin', event);
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });

  it('AUTH-6: events and notifications are rate limited together, by sender', async () => {
    const limited = await startLiveApi({ RATE_LIMIT_FACTOR: 1 / 300 }, api.database);
    try {
      const { accessToken } = await signIn(limited, 'member');
      const message = { audience: { tags: ['none'] }, title: 'Hello' };
      const statuses = [];
      for (const [path, body] of [
        ['/api/v1/notifications', message],
        ['/api/v1/events', { type: 'news' }],
        ['/api/v1/events', { type: 'news' }],
        ['/api/v1/notifications', message],
      ] as const) {
        statuses.push((await limited.call('POST', path, body, accessToken)).status);
      }
      expect(statuses).toEqual([202, 202, 429, 429]);
    } finally {
      await limited.stop();
    }
  });
});
