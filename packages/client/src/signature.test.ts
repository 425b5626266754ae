import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { AGENT_SIGNATURE } from '@carillon/contracts/agents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newNonce, type SignedRequest, signatureHeaders, signingKey } from './signature.ts';

const SECRET = '0123456789abcdef'.repeat(4);
const signer = { deviceId: 'device-1', key: signingKey(SECRET), createdAtSeconds: 1_763_800_000, nonce: 'n' };

const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'delete'),
  url: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url)),
  body: fc.option(fc.string({ unit: 'grapheme' })),
});

/** The signature base by RFC 9421, 2.5, made from what the headers declare and nothing that the signer kept. */
function baseOf({ method, url }: SignedRequest, headers: Record<string, string>): string {
  const input = headers['signature-input']?.replace(/^sig1=/, '') ?? '';
  const names = [...(/^\(([^)]*)\)/.exec(input)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const values: Record<string, string | undefined> = {
    '@method': method.toUpperCase(),
    '@authority': url.host,
    '@path': url.pathname,
    '@query': `?${url.search.slice(1)}`,
    'content-digest': headers['content-digest'],
  };
  const lines = names.map((name) => `"${name}": ${values[name ?? '']}`);
  return [...lines, `"@signature-params": ${input}`].join('\n');
}

describe('signatures of agents', () => {
  it('SEC-3: anybody with the secret can verify a request from its headers alone', () => {
    const key = Buffer.from(
      hkdfSync('sha256', Buffer.from(SECRET, 'hex'), '', AGENT_SIGNATURE.keyInfo, AGENT_SIGNATURE.keyBytes),
    );
    fc.assert(
      fc.property(requests, (request) => {
        const headers = signatureHeaders(request, signer);
        const signed = createHmac('sha256', key).update(baseOf(request, headers)).digest('base64');
        expect(headers.signature).toBe(`sig1=:${signed}:`);
      }),
    );
  });

  it('SEC-2: derives the key of the vector in docs/agents.md', () => {
    const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');
    const key = Buffer.from(signingKey(secret)).toString('hex');
    expect(key).toBe('e089cae831d8b61a643436c6824fa54448beed44d328533d2a7eeb39c01e4840');
  });

  it('SEC-3: covers what the server asks for, with created, nonce, keyid and tag', () => {
    const url = new URL('https://bells.example/api/v1/client/ack');
    const headers = signatureHeaders({ method: 'POST', url, body: '{}' }, signer);
    const components = AGENT_SIGNATURE.components.map((name) => `"${name}"`).join(' ');
    expect(headers['signature-input']).toBe(
      `sig1=(${components});created=1763800000;nonce="n";keyid="device-1";alg="hmac-sha256";tag="${AGENT_SIGNATURE.tag}"`,
    );
    const digest = createHash('sha256').update('{}').digest('base64');
    expect(headers['content-digest']).toBe(`sha-256=:${digest}:`);
  });

  it('SEC-3: no two different requests have the same signature', () => {
    fc.assert(
      fc.property(requests, requests, (one, other) => {
        const [first, second] = [signatureHeaders(one, signer), signatureHeaders(other, signer)];
        const isSame = baseOf(one, first) === baseOf(other, second);
        expect(first.signature === second.signature).toBe(isSame);
      }),
    );
  });

  it.each(['', 'abc', SECRET.toUpperCase(), `${SECRET}0`])('refuses %o as a secret', (secret) => {
    expect(() => signingKey(secret)).toThrow(TypeError);
  });

  it('SEC-4: nonces do not repeat and are no longer than the server takes', () => {
    const nonces = Array.from({ length: 1000 }, newNonce);
    expect(new Set(nonces).size).toBe(1000);
    expect(Math.max(...nonces.map((nonce) => nonce.length))).toBeLessThanOrEqual(AGENT_SIGNATURE.nonceLength);
  });
});
