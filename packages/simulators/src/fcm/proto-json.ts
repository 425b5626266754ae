import type { Fields, FieldType, ScalarType } from './message-fields.ts';

/** A field as the sender would find it, and what is wrong with it, in Google's words. */
export type Violation = { field: string; description: string };

type Json = Readonly<Record<string, unknown>>;

/** Made once for each message's fields, which are constants: a load test sends a hundred thousand. */
const NAMES = new WeakMap<Fields, ReadonlyMap<string, string>>();

const DURATION = /^-?\d{1,12}(?:\.\d{1,9})?s$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads proto3's JSON form by the fields that a message has: names in the proto file's spelling or in camelCase, nothing
 * unknown, and values of the fields' types. Gives the proto file's spelling throughout.
 */
export function readProto(fields: Fields, json: unknown): { value: Json; violations: Violation[] } {
  const violations: Violation[] = [];
  const value = readMessage({ fields, violations }, json, '');
  return { value, violations };
}

type Reading = { fields: Fields; violations: Violation[] };

function readMessage({ fields, violations }: Reading, json: unknown, path: string): Json {
  if (!isObject(json)) {
    violations.push(invalidValue(path, 'Object', json));
    return {};
  }
  const names = namesOf(fields);
  const value: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(json)) {
    const name = names.get(key);
    const type = name === undefined ? undefined : fields[name];
    if (name === undefined || type === undefined) {
      const description = `Invalid JSON payload received. Unknown name "${key}"${at(path)}: Cannot find field.`;
      violations.push({ field: path, description });
    } else if (member !== null) {
      value[name] = readField(type, member, { path: path === '' ? name : `${path}.${name}`, violations });
    }
  }
  return value;
}

/** Both spellings of each field. */
function namesOf(fields: Fields): ReadonlyMap<string, string> {
  const known = NAMES.get(fields);
  if (known !== undefined) return known;
  const names = new Map(
    Object.keys(fields).flatMap((name) => [[name, name] as const, [camelCase(name), name] as const]),
  );
  NAMES.set(fields, names);
  return names;
}

type Place = { path: string; violations: Violation[] };

function readField(type: FieldType, json: unknown, { path, violations }: Place): unknown {
  if (type.kind === 'message') return readMessage({ fields: type.fields, violations }, json, path);
  if (type.kind === 'stringMap') return readMap(json, { path, violations });
  const problem = problemOf(type, json);
  if (problem !== null) violations.push(invalidValue(path, problem, json));
  return json;
}

/** The type's name as Google gives it, if the value is none of it. */
function problemOf(type: ScalarType, json: unknown): string | null {
  switch (type.kind) {
    case 'string':
      return typeof json === 'string' ? null : 'TYPE_STRING';
    case 'strings':
      return Array.isArray(json) && json.every((item) => typeof item === 'string') ? null : 'TYPE_STRING';
    case 'bool':
      return typeof json === 'boolean' ? null : 'TYPE_BOOL';
    case 'int32':
      return Number.isInteger(json) && Math.abs(Number(json)) < 2 ** 31 ? null : 'TYPE_INT32';
    case 'duration':
      return typeof json === 'string' && DURATION.test(json)
        ? null
        : 'type.googleapis.com/google.protobuf.Duration';
    case 'timestamp':
      return typeof json === 'string' && TIMESTAMP.test(json)
        ? null
        : 'type.googleapis.com/google.protobuf.Timestamp';
    case 'struct':
      return isObject(json) ? null : 'type.googleapis.com/google.protobuf.Struct';
    case 'enum':
      return typeof json === 'string' && type.values.includes(json) ? null : 'TYPE_ENUM';
  }
}

function readMap(json: unknown, { path, violations }: Place): Json {
  if (!isObject(json)) {
    violations.push(invalidValue(path, 'Map', json));
    return {};
  }
  for (const [index, value] of Object.values(json).entries()) {
    if (typeof value !== 'string')
      violations.push(invalidValue(`${path}[${index}].value`, 'TYPE_STRING', value));
  }
  return json;
}

function invalidValue(path: string, type: string, value: unknown): Violation {
  return { field: path, description: `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}` };
}

function at(path: string): string {
  return path === '' ? '' : ` at '${path}'`;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
