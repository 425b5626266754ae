import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument, Operation } from '../../src/openapi/document.ts';

/** What came back, as far as the document says anything of it. */
export interface GivenAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

export interface DescribedOperation {
  readonly address: string;
  readonly method: string;
  readonly operation: Operation;
}

export interface ContractChecker {
  readonly operations: readonly DescribedOperation[];
  /** What contradicts the document: an empty list where nothing does. */
  contradictions(described: DescribedOperation, answer: GivenAnswer): string[];
  /** What is wrong with a body that an operation takes, or with an example of one. */
  invalid(pointer: readonly string[], value: unknown): string[];
}

const DOCUMENT = 'openapi';
const JSON_TYPES = ['application/json', 'application/problem+json'];

/** Checks answers against an OpenAPI document by ajv, which shares no code with what made the document. */
export function createChecker(document: OpenApiDocument): ContractChecker {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, DOCUMENT);
  const compiled = new Map<string, ValidateFunction>();

  const validatorAt = (pointer: readonly string[]): ValidateFunction => {
    const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const $ref = `${DOCUMENT}#/${path.join('/')}`;
    const known = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, known);
    return known;
  };
  const invalid: ContractChecker['invalid'] = (pointer, value) => {
    const validate = validatorAt(pointer);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
  };

  return {
    operations: Object.entries(document.paths).flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ address, method, operation })),
    ),
    invalid,
    contradictions({ address, method, operation }, { status, contentType, body }) {
      const described = String(status) in operation.responses ? String(status) : 'default';
      const content = operation.responses[described]?.content;
      if (described === 'default' && status < 400) return [`${status} is not described`];
      if (content === undefined) return body === '' ? [] : [`${status} has a body`];
      const type = JSON_TYPES.find((name) => contentType?.startsWith(name)) ?? '';
      if (!(type in content)) return [`${status} is ${contentType}, not ${Object.keys(content).join()}`];
      const pointer = ['paths', address, method, 'responses', described, 'content', type, 'schema'];
      return invalid(pointer, body).map((text) => `${status}: ${text}`);
    },
  };
}
