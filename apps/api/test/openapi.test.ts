import { readdir } from 'node:fs/promises';
import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import { router as trpcRouter } from '@carillon/trpc/base';
import { appRouter } from '@carillon/trpc/router';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeApi } from '../src/http/openapi.ts';
import type { OpenApiDocument } from '../src/openapi/document.ts';
import { describeSchema } from '../src/openapi/json-schema.ts';
import { nameSchemas } from '../src/openapi/schema-names.ts';
import { sampleRouter } from './sample-router.ts';
import { API_URL, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    router: trpcRouter({ ...appRouter._def.record, ...sampleRouter._def.record }),
  });
});
afterAll(() => server.close());

const sample = describeApi({ router: sampleRouter, apiUrl: API_URL });
const operationOf = (path: string, method: string) => {
  const operation = sample.paths[path]?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not described`);
  return operation;
};

async function ask(address: string, init: RequestInit = {}) {
  const response = await fetch(`http://127.0.0.1:${server.port}${address}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('/openapi.json', () => {
  it('API-1: every operation exists, and answers garbage with a problem document', async () => {
    const answer = await ask('/openapi.json');
    expect(answer.headers.get('content-type')).toContain('application/json');
    const document = JSON.parse(answer.text) as OpenApiDocument;
    const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
      Object.keys(methods).map((method) => ({ address, method: method.toUpperCase() })),
    );
    expect(operations.length).toBeGreaterThan(8);
    for (const { address, method } of operations) {
      const answer = await ask(address.replaceAll(/\{\w+\}/g, 'garbage'), {
        method,
        // A read is given no body, and what it answers without credentials is its own affair, below 500.
        ...(method !== 'GET' && { body: '{"garbage', headers: { 'content-type': 'application/json' } }),
      });
      const { code, detail } = JSON.parse(answer.text);
      const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
      const got = { address, method, isProblem, code };
      if (method !== 'GET')
        expect(got).toEqual({ address, method, isProblem: true, code: 'validation_failed' });
      else if (answer.status >= 400) expect([...Object.keys(ERROR_CATALOGUE), isProblem]).toContain(code);
      expect(detail).not.toBe('There is nothing at this address.');
    }
  });

  it('API-1: names every operation once', () => {
    const { paths } = describeApi({ router: appRouter, apiUrl: API_URL });
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((each) => each.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('API-1: describes what is sent and answered in snake_case, with dates as text', () => {
    const create = operationOf('/api/v1/samples', 'post');
    expect(create.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: { required: ['sample_name'], properties: { sample_name: { maxLength: 5 }, is_known: {} } },
        },
      },
    });
    expect(create.responses['201']).toMatchObject({
      content: {
        'application/json': {
          schema: { properties: { created_at: { type: 'string', format: 'date-time' } } },
        },
      },
    });
    expect(Object.keys(create.responses)).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', 'default']),
    );
  });

  it('API-1: describes queries, paths, headers, and who may call', () => {
    const names = (path: string, method: string) =>
      operationOf(path, method).parameters.map((each) => `${each.in} ${each.name}`);
    expect(names('/api/v1/samples', 'get')).toEqual(['query limit', 'query only_mine', 'query tags']);
    expect(names('/api/v1/samples/{sample_id}', 'patch')).toEqual(['path sample_id']);
    expect(names('/api/v1/samples', 'post')).toEqual(['header Idempotency-Key']);
    expect(operationOf('/api/v1/samples', 'post').security).toEqual([{ bearer: [] }]);
    expect(operationOf('/api/v1/samples', 'get').security).toEqual([{}, { bearer: [] }]);
    expect(operationOf('/api/v1/limited', 'post').security).toEqual([]);
    expect(operationOf('/api/v1/samples/{id}', 'delete').responses['204']).not.toHaveProperty('content');
    expect(Object.keys(operationOf('/api/v1/administer', 'get').responses)).toContain('403');
  });

  it('API-1: leaves out what is offered by tRPC alone', () => {
    expect(JSON.stringify(sample)).not.toContain('internalOnly');
  });

  it('renames members only: not the content of `data`, not values', () => {
    const schema = z.object({
      someList: z.array(z.object({ innerName: z.enum(['someValue']) })),
      data: z.object({ leftAlone: z.string() }).default({ leftAlone: 'x' }),
    });
    expect(describeSchema(schema, 'input', nameSchemas()).schema).toMatchObject({
      properties: {
        some_list: {
          items: { properties: { inner_name: { enum: ['someValue'] } }, required: ['inner_name'] },
        },
        data: { properties: { leftAlone: {} }, default: { leftAlone: 'x' } },
      },
      required: ['some_list'],
    });
  });
});

describe('/docs', () => {
  it('API-1: is one page with every operation and failure, without script or anything from elsewhere', async () => {
    const { text, headers } = await ask('/docs');
    expect(headers.get('content-type')).toContain('text/html');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
    for (const address of Object.keys(sample.paths)) expect(text).toContain(address);
    for (const code of Object.keys(ERROR_CATALOGUE)) expect(text).toContain(`/docs/errors/${code}`);
    expect(text).not.toMatch(/<script|<link|<img|src=|href="(?![#/])/);
  });

  it('API-2: explains every code of the catalogue and no other', async () => {
    const files = await readdir(new URL('../../../docs/errors/', import.meta.url));
    expect(files.filter((name) => name !== 'README.md').sort()).toEqual(
      Object.keys(ERROR_CATALOGUE)
        .map((code) => `${code}.md`)
        .sort(),
    );
    for (const [code, { status, title }] of Object.entries(ERROR_CATALOGUE)) {
      const answer = await ask(`/docs/errors/${code}`);
      expect([code, answer.status]).toEqual([code, 200]);
      expect(answer.text).toContain(`# ${code}`);
      expect(answer.text).toContain(`${status}`);
      expect(answer.text).toContain(title);
    }
  });
});
