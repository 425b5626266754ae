import { LIMITS } from '@carillon/contracts/limits';
import { publicProcedure, router } from '@carillon/trpc/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProcedures } from '../src/http/procedures.ts';
import { sampleRouter } from './sample-router.ts';
import { API_URL, member, startTestServer, type TestServer, WEB_URL } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ router: sampleRouter, callers: { member } });
});
afterAll(() => server.close());

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

async function call(address: string, { method = 'GET', body, text, headers = {} }: Call = {}) {
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`http://127.0.0.1:${server.port}${address}`, {
    method,
    headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { body: payload }),
  });
  const answered = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(answered) : answered,
  };
}
const signedIn = { authorization: 'Bearer member' };

function expectProblem(answer: Awaited<ReturnType<typeof call>>, status: number, code: string) {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    type: `${API_URL}/docs/errors/${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    request_id: answer.headers.get('x-request-id'),
  });
  expect(JSON.stringify(answer.body)).not.toMatch(/canary|node_modules|\.ts:\d/);
}

describe('REST', () => {
  it.each([
    ['snake_case', { sample_name: 'bell' }],
    ['camelCase', { sampleName: 'bell' }],
  ])('API-1: takes %s and answers snake_case with the status of its metadata', async (_, body) => {
    const answer = await call('/api/v1/samples', { method: 'POST', body, headers: signedIn });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      sample_name: 'bell',
      created_at: '1970-01-01T00:00:00.000Z',
      data: null,
      idempotency_key: null,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('API-1: a procedure chooses among the statuses of its route', async () => {
    const body = { sample_name: 'bell', is_known: true };
    expect((await call('/api/v1/samples', { method: 'POST', body, headers: signedIn })).status).toBe(200);
  });

  it('API-1: `data` passes untouched, both ways', async () => {
    const data = { someName: 1, other_name: { deepName: [{ a_b: 1 }] } };
    const body = { sample_name: 'bell', data };
    expect((await call('/api/v1/samples', { method: 'POST', body, headers: signedIn })).body.data).toEqual(
      data,
    );
  });

  it('DIS-11: the header Idempotency-Key wins over the member', async () => {
    const body = { sample_name: 'bell', idempotency_key: 'member' };
    const headers = { ...signedIn, 'idempotency-key': 'header' };
    const answer = await call('/api/v1/samples', { method: 'POST', body, headers });
    expect(answer.body.idempotency_key).toBe('header');
  });

  it('API-1: reads queries by their types: numbers, booleans, lists, defaults', async () => {
    const answer = await call('/api/v1/samples?limit=7&only_mine=false&tags=a&tags=b');
    expect(answer.body).toEqual({ limit: 7, only_mine: false, tags: ['a', 'b'], caller: 'nobody' });
    expect((await call('/api/v1/samples?onlyMine=true&tags=a')).body).toMatchObject({
      limit: 50,
      only_mine: true,
      tags: ['a'],
    });
  });

  it('API-1: the path wins over a body that says otherwise', async () => {
    const body = { sample_id: 'body', sampleId: undefined, new_name: 'x' };
    const answer = await call('/api/v1/samples/path', { method: 'PATCH', body });
    expect(answer.body).toEqual({ sample_id: 'path', new_name: 'x' });
  });

  it('API-1: 204 has no body; DELETE takes none, or one; a procedure may have several routes', async () => {
    for (const [method, address, body] of [
      ['DELETE', '/api/v1/samples/1', undefined],
      ['DELETE', '/api/v1/samples/1?why=old', undefined],
      ['DELETE', '/api/v1/samples/1', { why: 'old' }],
      ['POST', '/api/v1/samples/1/remove', undefined],
    ] as const) {
      const answer = await call(address, { method, body });
      expect([answer.status, answer.body]).toEqual([204, '']);
    }
    const empty = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await call('/api/v1/samples/1/remove', empty)).status).toBe(204);
  });

  it('API-2: 400 names the fields as the caller wrote them', async () => {
    const send = (body: unknown) => call('/api/v1/samples', { method: 'POST', body, headers: signedIn });
    const snake = await send({ sample_name: 'too long', is_known: 'yes' });
    expectProblem(snake, 400, 'validation_failed');
    expect(snake.body.errors.map(({ path }: { path: string }) => path)).toEqual(['sample_name', 'is_known']);
    expect(snake.body.detail).toBe('Check sample_name, is_known.');
    expect((await send({ sampleName: 7 })).body.errors[0].path).toBe('sampleName');
    expect((await send({})).body.errors[0].path).toBe('sample_name');
    expectProblem(await send({ sample_name: 'a', sampleName: 'b' }), 400, 'validation_failed');
  });

  it.each([
    ['broken JSON', '{"sample_name": canary'],
    ['a list', '[]'],
    ['a text', '"canary"'],
    ['a number', '7'],
    ['a lone surrogate and a null byte', '{"sample_name": "\\ud800\\u0000", "x": }'],
  ])('API-2: 400 for %s', async (_, text) => {
    const answer = await call('/api/v1/samples', { method: 'POST', text, headers: signedIn });
    expectProblem(answer, 400, 'validation_failed');
  });

  it('API-2: 401 without credentials or with bad ones, 403 for the wrong role', async () => {
    const body = { sample_name: 'bell' };
    const missing = await call('/api/v1/samples', { method: 'POST', body });
    expectProblem(missing, 401, 'unauthenticated');
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    expectProblem(
      await call('/api/v1/samples', { headers: { authorization: 'Bearer x' } }),
      401,
      'unauthenticated',
    );
    expectProblem(await call('/api/v1/administer', { headers: signedIn }), 403, 'forbidden');
  });

  it('API-2: 404 for what does not exist, whatever comes with it', async () => {
    expectProblem(await call('/api/v1/samples/gone', { method: 'DELETE' }), 404, 'not_found');
    for (const address of [
      '/',
      '/api/v1/nothing',
      '/api/v2/samples',
      '/api/v1/samples/1/2/3',
      '/docs/errors/nothing',
    ]) {
      expectProblem(await call(address), 404, 'not_found');
    }
    expectProblem(await call('/api/v1/nothing', { method: 'POST', text: '{' }), 404, 'not_found');
    expectProblem(await call('/docs/errors/..%2f..%2fpackage'), 404, 'not_found');
    expectProblem(await call('/api/v1/%E0%A4%A'), 400, 'validation_failed');
  });

  it('API-2: 405 with Allow, whatever comes with it', async () => {
    const answer = await call('/api/v1/samples', { method: 'PUT', text: '{' });
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
    expect((await call('/api/v1/samples/1', { method: 'GET' })).headers.get('allow')).toContain('DELETE');
  });

  it('API-3: 413 above 64 KiB, and 64 KiB are taken', async () => {
    const padded = (bytes: number) => `{"sample_name": "bell"${' '.repeat(bytes - 23)}}`;
    const send = (text: string) => call('/api/v1/samples', { method: 'POST', text, headers: signedIn });
    expect((await send(padded(LIMITS.bodyBytes))).status).toBe(201);
    expectProblem(await send(padded(LIMITS.bodyBytes + 1)), 413, 'payload_too_large');
  });

  it('API-3: nesting over 20 is refused, 20 are taken', async () => {
    const nested = (levels: number) =>
      `{"sample_name": "bell", "data": {"a": ${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
    const send = (text: string) => call('/api/v1/samples', { method: 'POST', text, headers: signedIn });
    expect((await send(nested(LIMITS.bodyDepth))).status).toBe(201);
    expectProblem(await send(nested(LIMITS.bodyDepth + 1)), 400, 'validation_failed');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('T-9: 415 for %s', async (type) => {
    const answer = await call('/api/v1/samples', {
      method: 'POST',
      text: '{}',
      headers: { 'content-type': type },
    });
    expectProblem(answer, 415, 'unsupported_media_type');
  });

  it('API-2: 429 says when to come back, in whole seconds', async () => {
    const answer = await call('/api/v1/limited', { method: 'POST' });
    expectProblem(answer, 429, 'rate_limited');
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it('API-2: 500 shows nothing of the error, which is logged once, without secrets, under the same request id', async () => {
    const before = server.lines.length;
    const answer = await call('/api/v1/broken', { method: 'POST' });
    expectProblem(answer, 500, 'internal');
    const errors = server.lines.slice(before).filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(answer.body.request_id);
    expect(errors[0]).not.toContain(':canary-secret@');
  });

  it('F-3: 503 with Retry-After while the database is away', async () => {
    const answer = await call('/api/v1/away');
    expectProblem(answer, 503, 'unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('API-2: a sane x-request-id is honoured, another replaced', async () => {
    const headers = { 'x-request-id': 'trace-0af76519' };
    expect((await call('/healthz', { headers })).headers.get('x-request-id')).toBe('trace-0af76519');
    const replaced = await call('/api/v1/nothing', { headers: { 'x-request-id': 'bad id!' } });
    expect(replaced.body.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('OBS-2, WEB-6: a request is one line with its route and request id, and never its query', async () => {
    const before = server.lines.length;
    await call('/api/v1/samples?tags=https://push.example/canary', {
      headers: { 'x-request-id': 'line-0001' },
    });
    const lines = server.lines.slice(before);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      request_id: 'line-0001',
      method: 'GET',
      route: '/api/v1/samples',
      status: 200,
    });
    expect(lines[0]).not.toContain('canary');
  });
});

describe('browsers', () => {
  const preflight = (origin: string) =>
    call('/api/v1/samples', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  it('T-9: CORS lets the dashboard in, without cookies, and nobody else', async () => {
    const allowed = await preflight(WEB_URL);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(WEB_URL);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).not.toBe(
      'https://evil.example',
    );
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: `${WEB_URL}.evil.example` }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('T-9: a change from a foreign page (%j) is refused, by REST and by tRPC', async (headers) => {
    for (const address of ['/api/v1/samples/1/remove', '/trpc/samples.count']) {
      expectProblem(
        await call(address, { method: 'POST', body: {}, headers: { ...headers } }),
        403,
        'forbidden',
      );
    }
  });

  it('T-9: pages of the dashboard and programs without an origin may change', async () => {
    for (const headers of [{ origin: WEB_URL, 'sec-fetch-site': 'same-site' }, {}]) {
      expect(
        (await call('/api/v1/samples/1/remove', { method: 'POST', headers: { ...headers } })).status,
      ).toBe(204);
    }
  });

  it('T-9: no change by GET: a router that offers one does not start', () => {
    const rest = { method: 'GET', path: '/x', status: 200, tags: [], summary: '', description: '' } as const;
    const bad = router({ change: publicProcedure.meta({ rest }).mutation(() => 1) });
    expect(() => listProcedures(bad)).toThrow('a change must not be made by GET');
  });

  it('sends the headers that browsers heed', async () => {
    const { headers } = await call('/api/v1/samples');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
