import { appRouter } from '@carillon/trpc/router';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../src/http/openapi.ts';
import type { JsonSchema } from '../../src/openapi/json-schema.ts';
import { COMPONENTS } from '../../src/openapi/schema-book.ts';
import { type Call, send } from './caller.ts';
import { CALLS } from './calls.ts';
import { createChecker, type DescribedOperation } from './checker.ts';
import { type ContractApi, createContractWorld, startContractApi } from './contract-world.ts';
import { hostileText, isUrlText, like, membersLike, nearly } from './hostile-input.ts';

const RUNS = 15;
const document = describeApi({ router: appRouter, apiUrl: 'http://localhost:4000' });
const checker = createChecker(document);
const withInput = checker.operations.filter(
  ({ operation }) => operation.requestBody !== undefined || operation.parameters.length > 0,
);
const cases = withInput.map((described): [string, DescribedOperation] => [
  described.operation.operationId,
  described,
]);

const resolve = (schema: JsonSchema): JsonSchema =>
  typeof schema.$ref === 'string'
    ? (document.components.schemas[schema.$ref.replace(COMPONENTS, '')] ?? {})
    : schema;

/** Frames of a stack, files of ours and of others, SQL and its errors. */
const INTERNAL =
  /\n\s+at |node_modules|\.[cm]?[jt]s:\d|SQLSTATE|syntax error at|violates \w+ constraint|relation "/;

let contract: ContractApi;
beforeAll(async () => {
  contract = await startContractApi();
});
afterAll(() => contract.close());

/** Calls that are nearly the accepted one. A poll that waits is left out: it would only take its time. */
function hostileCalls({ operation }: DescribedOperation, accepted: Call): fc.Arbitrary<Call> {
  const parameters = operation.parameters.filter(({ name }) => name !== 'wait');
  const texts = (place: 'path' | 'query') =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, schema }) => {
        const fitting = like(schema, resolve, 0).map(asText);
        return [name, fc.oneof(hostileText, fitting.filter(isUrlText))] as const;
      });
  const path = texts('path').map(([name, text]) => {
    return [name, fc.oneof(fc.constant(accepted.path?.[name] ?? ''), text)] as const;
  });
  const body = operation.requestBody?.content['application/json']?.schema;
  return fc.record({
    path: fc.record(Object.fromEntries(path)),
    query: nearly(Object.fromEntries(texts('query')), accepted.query ?? {}),
    body:
      body === undefined
        ? fc.constant(undefined)
        : nearly(membersLike(body, resolve), (accepted.body ?? {}) as JsonSchema),
    authorization: fc.constant(accepted.authorization),
  });
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

describe('hostile input', () => {
  it.each(cases)(
    'API-2, SEC-7: whatever %s is sent, it answers as the document says, below 500 and without a word about its inside',
    async (operationId, described) => {
      const accepted = await CALLS[operationId]?.(await createContractWorld(contract, null));
      if (accepted === undefined) throw new Error(`${operationId} has no call`);
      await fc.assert(
        fc.asyncProperty(hostileCalls(described, accepted), async (call) => {
          const answer = await send(contract.api.url, described, call);
          expect(answer.status).toBeLessThan(500);
          expect(checker.contradictions(described, answer)).toEqual([]);
          expect(JSON.stringify(answer.body)).not.toMatch(answer.status < 400 ? /$^/ : INTERNAL);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
  );

  it.each(cases.filter(([, { operation }]) => operation.requestBody !== undefined))(
    'API-3, T-11: %s refuses a body over 64 KiB, one that is 21 levels deep, and one that is no object',
    async (_, { address, method }) => {
      const post = async (body: string) => {
        const path = address.replaceAll(/\{\w+\}/g, 'x');
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${contract.api.url}${path}`, {
          method: method.toUpperCase(),
          headers,
          body,
        });
        return [response.status, ((await response.json()) as { code: string }).code];
      };
      expect(await post(`{"x":"${'x'.repeat(64 * 1024)}"}`)).toEqual([413, 'payload_too_large']);
      expect(await post(`${'['.repeat(21)}${']'.repeat(21)}`)).toEqual([400, 'validation_failed']);
      for (const body of ['[]', '"text"', '17']) expect((await post(body))[0]).toBe(400);
    },
  );

  it('API-2, SEC-7: none of it was a failure that the log calls one', () => {
    const levels = contract.api.lines.map((line) => JSON.parse(line) as { level: unknown; msg: string });
    expect(levels.filter(({ msg }) => msg === 'a procedure failed' || msg === 'a request failed')).toEqual(
      [],
    );
  });
});
