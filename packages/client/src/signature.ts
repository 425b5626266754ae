import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What agents and the server agree on; docs/agents.md of the server tells it in full. */
const TAG = 'carillon-agent';
const KEY_INFO = 'carillon agent signing key v1';
const KEY_BYTES = 32;
const SECRET = /^[0-9a-f]{64}$/;

export interface SignedRequest {
  readonly method: string;
  /** The whole address, as it is sent. */
  readonly url: URL;
  /** Null for a request without one. */
  readonly body: string | null;
}

/** Whose signature it is, and what makes it one of a kind. */
export interface Signer {
  /** The device's id at the server. */
  readonly deviceId: string;
  /** `signingKey(secret)`. */
  readonly key: Uint8Array;
  /** Seconds since the epoch; the server takes 300 either way. */
  readonly createdAtSeconds: number;
  /** Never used before with this device. */
  readonly nonce: string;
}

/**
 * The key that an agent signs with: HKDF-SHA256 (RFC 5869) of the secret's 32 bytes, without salt.
 *
 * @throws {TypeError} when the secret is not 64 lower-case hex characters
 */
export function signingKey(secret: string): Uint8Array {
  if (!SECRET.test(secret)) throw new TypeError("Expected the agent's secret: 64 characters of 0-9 and a-f");
  return new Uint8Array(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', KEY_INFO, KEY_BYTES));
}

/** 128 random bits. */
export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * Signs a request by HTTP message signatures (RFC 9421, hmac-sha256) over its method, authority, path, query and, when it has a
 * body, Content-Digest (RFC 9530). Returns the headers to add to it.
 */
export function signatureHeaders(request: SignedRequest, signer: Signer): Record<string, string> {
  const digest = request.body === null ? null : contentDigest(request.body);
  const covered: readonly (readonly [name: string, value: string])[] = [
    ['@method', request.method.toUpperCase()],
    ['@authority', request.url.host],
    ['@path', request.url.pathname],
    // RFC 9421, 2.2.7: a question mark alone when there is no query.
    ['@query', request.url.search === '' ? '?' : request.url.search],
    ...(digest === null ? [] : [['content-digest', digest] as const]),
  ];
  const parameters = parametersOf(
    covered.map(([name]) => name),
    signer,
  );
  const lines = covered.map(([name, value]) => `"${name}": ${value}`);
  const base = [...lines, `"@signature-params": ${parameters}`].join('\n');
  const signature = createHmac('sha256', signer.key).update(base).digest('base64');
  return {
    ...(digest !== null && { 'content-digest': digest }),
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${signature}:`,
  };
}

function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function parametersOf(names: readonly string[], { deviceId, createdAtSeconds, nonce }: Signer): string {
  const components = names.map((name) => `"${name}"`).join(' ');
  return `(${components});created=${createdAtSeconds};nonce="${nonce}";keyid="${deviceId}";alg="hmac-sha256";tag="${TAG}"`;
}
