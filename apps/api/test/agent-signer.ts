import { createHash, createHmac, hkdfSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/*
 * An agent's side of the protocol, written down from docs/agents.md with node:crypto alone, so that the server is not checked
 * against itself.
 */

export interface AgentIdentity {
  readonly id: string;
  readonly secret: string;
}

export interface AgentCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly target: string;
  readonly body?: unknown;
}

/** What tests change of a signature; the rest is right. */
export interface SignatureChanges {
  /** Seconds since 1970. */
  readonly created?: number;
  readonly nonce?: string;
  readonly keyId?: string;
  readonly tag?: string;
  readonly parameters?: string;
  readonly authority?: string;
  readonly components?: readonly string[];
  readonly key?: Uint8Array;
}

export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** HKDF-SHA256 of the secret's bytes. */
export function signingKey(secret: string): Uint8Array {
  const info = 'carillon agent signing key v1';
  return new Uint8Array(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', info, 32));
}

export function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** The headers of a signed call to the server at `url`. */
export function sign(
  url: string,
  { id, secret }: AgentIdentity,
  { method, target, body }: AgentCall,
  changes: SignatureChanges = {},
): Record<string, string> {
  const json = body === undefined ? '' : JSON.stringify(body);
  const [path, query = ''] = target.split(/\?(.*)/s);
  const values: Record<string, string> = {
    '@method': method,
    '@authority': changes.authority ?? new URL(url).host,
    '@path': path ?? '',
    '@query': `?${query}`,
    'content-digest': contentDigest(json),
  };
  const components = changes.components ?? Object.keys(values);
  const parameters =
    changes.parameters ??
    `;created=${changes.created ?? secondsNow()};nonce="${changes.nonce ?? randomUUID()}"` +
      `;keyid="${changes.keyId ?? id}";alg="hmac-sha256";tag="${changes.tag ?? 'carillon-agent'}"`;
  const input = `(${components.map((name) => `"${name}"`).join(' ')})${parameters}`;
  const base = [
    ...components.map((name) => `"${name}": ${values[name]}`),
    `"@signature-params": ${input}`,
  ].join('\n');
  const key = changes.key ?? signingKey(secret);
  return {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    'content-digest': values['content-digest'] ?? '',
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${createHmac('sha256', key).update(base).digest('base64')}:`,
  };
}

export function basic({ id, secret }: AgentIdentity): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

export interface AgentAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came; each test says what it expects of it
  readonly body: any;
}

/** Sends exactly these headers, Host among them if it is given, which fetch would not. */
export async function send(
  url: string,
  { method, target, body }: AgentCall,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<AgentAnswer> {
  const { hostname, port } = new URL(url);
  const json = body === undefined ? undefined : JSON.stringify(body);
  const sent = request({
    hostname,
    port,
    method,
    path: target,
    headers: { ...headers, ...(json !== undefined && { 'content-length': Buffer.byteLength(json) }) },
    ...(signal !== undefined && { signal }),
  });
  const answered = once(sent, 'response');
  sent.end(json);
  const [response] = await answered;
  const content = await text(response);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: content === '' ? null : JSON.parse(content),
  };
}

/** A call as an agent makes it. */
export function callSigned(
  url: string,
  agent: AgentIdentity,
  call: AgentCall,
  changes?: SignatureChanges,
): Promise<AgentAnswer> {
  return send(url, call, sign(url, agent, call, changes));
}
