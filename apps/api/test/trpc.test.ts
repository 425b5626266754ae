import { LIMITS } from '@carillon/contracts/limits';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRouter } from './sample-router.ts';
import { member, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ router: sampleRouter, callers: { member } });
});
afterAll(() => server.close());

const client = (maxItems: number) =>
  createTRPCClient<typeof sampleRouter>({
    links: [
      httpBatchLink({
        url: `http://127.0.0.1:${server.port}/trpc`,
        headers: { authorization: 'Bearer member' },
        maxItems,
      }),
    ],
  });

async function post(address: string, text: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${server.port}${address}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const batchOf = (count: number) => {
  const paths = Array.from({ length: count }, () => 'samples.count').join(',');
  return post(
    `/trpc/${paths}?batch=1`,
    JSON.stringify(Object.fromEntries([...Array(count).keys()].map((i) => [i, {}]))),
  );
};

describe('tRPC', () => {
  it('API-1: the typed client calls what REST offers, in camelCase', async () => {
    const created = await client(1).samples.create.mutate({ sampleName: 'bell', data: { a_b: 1 } });
    expect(created).toEqual({
      sampleName: 'bell',
      createdAt: '1970-01-01T00:00:00.000Z',
      data: { a_b: 1 },
      idempotencyKey: null,
    });
    expect(await client(1).samples.list.query({ limit: 3 })).toMatchObject({ limit: 3, caller: 'user' });
    expect(await client(1).samples.internalOnly.query()).toBe('by tRPC alone');
  });

  it('API-2: an error carries the code, the fields and the request id that the header has', async () => {
    const failure = await client(1)
      .samples.create.mutate({ sampleName: 'too long' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TRPCClientError);
    expect((failure as TRPCClientError<typeof sampleRouter>).data).toMatchObject({
      code: 'validation_failed',
      httpStatus: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      errors: [{ path: 'sampleName' }],
    });
  });

  it('API-2: 429 has Retry-After, also in a batch', async () => {
    const one = await post('/trpc/samples.limited', '{}');
    expect([one.status, one.headers.get('retry-after')]).toEqual([429, '7']);
    const two = await post('/trpc/samples.limited,samples.count?batch=1', '{"0":{},"1":{}}');
    expect([two.status, two.headers.get('retry-after')]).toEqual([207, '7']);
  });

  it('F-3: 503 while the database is away', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/trpc/samples.away`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('ECONNREFUSED');
  });

  it('API-3: a batch of 10 is taken and one of 11 refused before anything runs', async () => {
    expect((await batchOf(LIMITS.batchCalls)).status).toBe(200);
    const refused = await batchOf(LIMITS.batchCalls + 1);
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain('"result"');
  });

  it('T-11: each call of a batch runs by itself, so that each is charged to its limits', async () => {
    const { text } = await batchOf(3);
    expect(JSON.parse(text)).toHaveLength(3);
  });

  it('API-3: 413 above 64 KiB; nesting over 20 is refused in a body and in a query', async () => {
    expect((await post('/trpc/samples.count', `{"a":"${'x'.repeat(LIMITS.bodyBytes)}"}`)).status).toBe(413);
    const deep = `${'['.repeat(21)}${']'.repeat(21)}`;
    expect((await post('/trpc/samples.count', deep)).status).toBe(400);
    const query = `http://127.0.0.1:${server.port}/trpc/samples.list?input=${encodeURIComponent(deep)}`;
    expect((await fetch(query)).status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'T-9: takes JSON alone, not %s',
    async (type) => {
      expect((await post('/trpc/samples.count', '{}', { 'content-type': type })).status).toBe(415);
    },
  );

  it('T-9: no change by GET, nor by a HEAD or a method override', async () => {
    const url = `http://127.0.0.1:${server.port}/trpc/samples.count`;
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(204);
    expect((await post('/trpc/samples.internalOnly', '{}')).status).toBe(405);
  });

  it('API-2: what does not exist is 404', async () => {
    expect((await post('/trpc/nothing.here', '{}')).status).toBe(404);
    expect((await post('/trpc', '{}')).status).toBe(404);
  });

  it('API-2: broken JSON is 400 and is not repeated', async () => {
    const answer = await post('/trpc/samples.create', '{"canary', { authorization: 'Bearer member' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('canary');
    expect(JSON.parse(answer.text).error.data.code).toBe('validation_failed');
  });
});
