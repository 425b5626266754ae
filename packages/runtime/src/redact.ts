import { shortenEndpoint } from './shorten-endpoint.ts';

export const CENSORED = '[redacted]';
const MAX_DEPTH = 8;

/** For pino's own `redact`, which also reaches the bindings of child loggers; `redact` below reaches every depth. */
export const SECRET_PATHS = [
  'password',
  'secret',
  'token',
  'pushToken',
  'push_token',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'apiKey',
  'authorization',
  'cookie',
  'auth',
  'p256dh',
  'keys',
  'privateKey',
  'receipt',
  'headers.authorization',
  'headers.cookie',
] as const;

/** Names of members that hold secrets, in lower case without `_` and `-`; a name that ends in one of them counts too. */
const SECRET_SUFFIXES = [
  'password',
  'secret',
  'token',
  'tokens',
  'privatekey',
  'apikey',
  'authorization',
  'cookie',
  'ciphertext',
  'verifier',
  'receipt',
  'signature',
  'databaseurl',
  'connectionstring',
] as const;
const SECRET_NAMES: ReadonlySet<string> = new Set(['auth', 'p256dh', 'jwt', 'pem', 'keys', 'xapikey']);

/** What secrets look like inside free text, for whatever slipped into a message. Each match is replaced whole. */
const SECRET_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*/g,
  /\b(?:Bearer|Basic|vapid|WebPush) +[\w.~+/=-]{16,}/gi,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\bcrl_[\w-]{8,}/g,
  /\bgAAAA[\w-]{40,}={0,2}/g,
  /\bExpo(?:nent)?PushToken\[[^\]]*\]/g,
  /\b[0-9a-f]{64,}\b/gi,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)[^\s@/"\\]+(?=@)/gi,
];

/** Push endpoints are long https addresses; nothing else that is worth logging whole is that long. */
const LONG_URL = /\bhttps?:\/\/[^\s"'\\<>]{53,}/g;

/**
 * Takes what looks like a secret out of a line of text: private keys, bearer credentials, JWTs, API keys, Fernet
 * tokens, device tokens, passwords in connection strings; long addresses are shortened (WEB-6). JSON stays JSON.
 */
export function scrubText(text: string): string {
  let scrubbed = text;
  for (const shape of SECRET_SHAPES) scrubbed = scrubbed.replace(shape, CENSORED);
  return scrubbed.replace(LONG_URL, shortenEndpoint);
}

/**
 * A copy of a log object that is safe to write: members with a secret's name are censored at every depth, endpoints
 * shortened, errors reduced to what helps, binary data to its size. Objects of a class other than those are replaced
 * by the class's name, so that no client, request or key object is ever spilled by accident.
 */
export function redact(value: unknown): unknown {
  return redactValue(value, 0);
}

/** An error as the log shows it: no members other than these, since libraries put requests and endpoints there. */
export function serializeError(error: unknown): unknown {
  return error instanceof Error ? describeError(error, 0) : redact(error);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (value instanceof Date) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof URL) return shortenEndpoint(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return `[${value.size} items]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `[${prototype.constructor?.name ?? 'object'}]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactMember(name, member, depth)]),
  );
}

function redactMember(name: string, member: unknown, depth: number): unknown {
  if (isSecretName(name) && (typeof member === 'string' || (typeof member === 'object' && member !== null))) {
    return CENSORED;
  }
  if (typeof member === 'string' && name.toLowerCase().endsWith('endpoint')) return shortenEndpoint(member);
  return redactValue(member, depth + 1);
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  return SECRET_NAMES.has(plain) || SECRET_SUFFIXES.some((suffix) => plain.endsWith(suffix));
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const described: Record<string, unknown> = { type: error.name, message: error.message };
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')) {
    described.code = error.code;
  }
  if (error.stack !== undefined) described.stack = error.stack;
  if (error.cause !== undefined && depth < MAX_DEPTH) described.cause = redactValue(error.cause, depth + 1);
  if (error instanceof AggregateError && depth < MAX_DEPTH)
    described.errors = redactValue(error.errors, depth + 1);
  return described;
}
