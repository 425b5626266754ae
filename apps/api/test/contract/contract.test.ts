import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import { appRouter } from '@carillon/trpc/router';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCamelCase } from '../../src/http/casing.ts';
import { describeApi } from '../../src/http/openapi.ts';
import { listProcedures } from '../../src/http/procedures.ts';
import type { MediaType } from '../../src/openapi/document.ts';
import { OPERATION_ERRORS } from '../../src/openapi/operation-errors.ts';
import { type Call, check } from './caller.ts';
import { CALLS } from './calls.ts';
import { createChecker, type DescribedOperation } from './checker.ts';
import { type ContractApi, createContractWorld, startContractApi } from './contract-world.ts';

const document = describeApi({ router: appRouter, apiUrl: 'http://localhost:4000' });
const checker = createChecker(document);
const operations = checker.operations.map((described): [string, DescribedOperation] => [
  described.operation.operationId,
  described,
]);
const procedureOf = (operationId: string) =>
  listProcedures(appRouter).find(({ path }) => operationId === path || operationId.startsWith(`${path}.`));

let contract: ContractApi;
beforeAll(async () => {
  contract = await startContractApi();
});
afterAll(() => contract.close());

const send = (described: DescribedOperation, call: Call) =>
  check(checker, contract.api.url, { described, call });

describe('the document', () => {
  it('API-1: is OpenAPI 3.1 as a validator sees it, every reference included', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g);
    for (const [, kind, name] of references) {
      expect(document.components[kind as 'schemas']).toHaveProperty(name ?? '');
    }
  });

  it('API-1: names each schema once: nothing that several operations use is written out in them', () => {
    const bodies = checker.operations.flatMap(({ operation }) => [
      ...Object.values(operation.requestBody?.content ?? {}),
      ...Object.values(operation.responses['200']?.content ?? {}),
    ]);
    const seen = new Map<string, number>();
    for (const { schema } of bodies) {
      if (schema.$ref !== undefined) continue;
      const text = JSON.stringify(schema);
      seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
  });

  it('API-1: lists errors of operations that exist, and no code that is said of them anyway', () => {
    const names = listProcedures(appRouter).map(({ path }) => path);
    for (const [name, codes] of Object.entries(OPERATION_ERRORS)) {
      expect(names).toContain(name);
      for (const code of codes) expect(Object.keys(ERROR_CATALOGUE)).toContain(code);
    }
  });
});

describe('examples', () => {
  it.each(operations)('API-1: %s has them, and they are what its schemas say', (operationId, described) => {
    const { address, method, operation } = described;
    const parts = { params: exampleParameters(described), bodies: valuesOf(bodyOf(described)) };
    if (bodyOf(described) !== undefined && operation.requestBody?.required === true) {
      expect(parts.bodies.length).toBeGreaterThan(0);
    }
    for (const { name, in: place, required } of operation.parameters) {
      if (required)
        expect([place, Object.keys(parts.params)]).toEqual([place, expect.arrayContaining([name])]);
    }
    const media = 'application/json';
    for (const value of parts.bodies) {
      const pointer = ['paths', address, method, 'requestBody', 'content', media, 'schema'];
      expect(checker.invalid(pointer, value)).toEqual([]);
    }
    const input = procedureOf(operationId)?.input;
    for (const body of parts.bodies.length === 0 ? [{}] : parts.bodies) {
      const accepted = input?.safeParse(toCamelCase({ ...parts.params, ...(body as object) }));
      expect(accepted?.error?.issues ?? []).toEqual([]);
    }
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (!status.startsWith('2') || content === undefined) continue;
      const values = valuesOf(content[media]);
      expect([status, values.length > 0]).toEqual([status, true]);
      for (const body of values) {
        const answer = { status: Number(status), contentType: media, body };
        expect(checker.contradictions(described, answer)).toEqual([]);
      }
    }
  });
});

describe('every operation, as it is called', () => {
  it('API-1: has a call here that succeeds', () => {
    expect(Object.keys(CALLS).sort()).toEqual(operations.map(([id]) => id).sort());
  });

  it.each(operations)('API-1: %s answers as the document says', async (operationId, described) => {
    const world = await createContractWorld(contract, procedureOf(operationId)?.scope ?? null);
    const call = await CALLS[operationId]?.(world);
    if (call === undefined) throw new Error(`${operationId} has no call`);
    const { status, contradictions, body } = await send(described, call);
    expect({ contradictions, body: contradictions.length > 0 && body }).toEqual({
      contradictions: [],
      body: false,
    });
    const successes = Object.keys(described.operation.responses).filter((each) => each.startsWith('2'));
    expect([successes, body]).toEqual([expect.arrayContaining([String(status)]), expect.anything()]);

    for (const [name, refused] of Object.entries(refusals(described, call, world.tokens))) {
      const answer = await send(described, refused);
      expect([name, answer.status, answer.contradictions]).toEqual([
        name,
        expect.toSatisfy((code: number) => code >= 400 && code < 500),
        [],
      ]);
    }
  });
});

/** The same call by those who may not make it, about what does not exist, and with what it does not take. */
function refusals(
  { operation }: DescribedOperation,
  call: Call,
  tokens: Readonly<Record<string, string | undefined>>,
): Record<string, Call> {
  const needsCredentials =
    operation.security.length > 0 && !operation.security.some((each) => Object.keys(each).length === 0);
  const unknown = Object.fromEntries(
    Object.keys(call.path ?? {}).map((name) => [name, '01a1f3c5-0000-7000-8000-000000000000']),
  );
  const bearer = (name: string) => ({ ...call, authorization: `Bearer ${tokens[name]}` });
  return {
    ...(needsCredentials && {
      nobody: { ...call, authorization: undefined },
      forged: bearer('forged'),
      'revoked device': bearer('revoked'),
      'revoked key': bearer('revokedKey'),
      'key without scope': bearer('otherKeys'),
    }),
    ...(call.path !== undefined && { unknown: { ...call, path: unknown } }),
    ...(operation.requestBody?.required === true && { 'empty body': { ...call, body: {} } }),
  };
}

const bodyOf = ({ operation }: DescribedOperation): MediaType | undefined =>
  operation.requestBody?.content['application/json'];

function valuesOf(media: MediaType | undefined): unknown[] {
  return Object.values(media?.examples ?? {}).flatMap((each) => ('value' in each ? [each.value] : []));
}

function exampleParameters({ operation }: DescribedOperation): Record<string, unknown> {
  const given = operation.parameters.filter(({ example }) => example !== undefined);
  return Object.fromEntries(given.map(({ name, example }) => [name, example]));
}
