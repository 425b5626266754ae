import { createHash, createHmac, hkdfSync, randomUUID } from 'node:crypto';
import type { CredentialRequest } from '@carillon/auth/authenticate';
import type { Client } from '@carillon/auth/caller';
import { PUBLIC_API_URL } from './fixture.ts';

export interface Agent {
  readonly id: string;
  readonly secret: string;
}

export interface SigningOptions {
  readonly body?: string;
  readonly nonce?: string;
  readonly created?: number;
  /** Another secret than the agent's. */
  readonly secret?: string;
}

const HOST = new URL(PUBLIC_API_URL).host;
const NOBODY: Client = { ipAddress: '192.0.2.9', userAgent: null };

/** A request that an agent signed as docs/agents.md has it, by node:crypto alone. */
export function signedRequest(agent: Agent, options: SigningOptions = {}): CredentialRequest {
  const body = Buffer.from(options.body ?? '');
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const created = options.created ?? Math.floor(Date.now() / 1000);
  const input =
    '("@method" "@authority" "@path" "@query" "content-digest")' +
    `;created=${created};nonce="${options.nonce ?? randomUUID()}";keyid="${agent.id}";tag="carillon-agent"`;
  const base =
    `"@method": POST\n"@authority": ${HOST}\n"@path": /api/v1/client/ack\n"@query": ?\n` +
    `"content-digest": ${digest}\n"@signature-params": ${input}`;
  const secret = Buffer.from(options.secret ?? agent.secret, 'hex');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'carillon agent signing key v1', 32));
  return {
    headers: {
      'content-digest': digest,
      'signature-input': `a=${input}`,
      signature: `a=:${createHmac('sha256', key).update(base).digest('base64')}:`,
    },
    method: 'POST',
    target: '/api/v1/client/ack',
    body,
    client: NOBODY,
    arrival: { host: HOST, local: null },
  };
}

/** A request with HTTP Basic. */
export function basicRequest(agent: Agent, client: Client, secret = agent.secret): CredentialRequest {
  const authorization = `Basic ${Buffer.from(`${agent.id}:${secret}`).toString('base64')}`;
  return {
    headers: { authorization },
    method: 'GET',
    target: '/api/v1/client/poll',
    body: new Uint8Array(),
    client,
    arrival: { host: HOST, local: null },
  };
}
