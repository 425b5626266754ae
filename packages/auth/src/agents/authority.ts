import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** How a request came in, as far as the authority that it was meant for is concerned. */
export interface Arrival {
  /** The header Host or, from a trusted proxy, X-Forwarded-Host; null without one. */
  readonly host: string | null;
  /** The server's own address that the connection was made to; null where it is unknown. */
  readonly local: LocalAddress | null;
}

export interface LocalAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * The value of `@authority` (RFC 9421, 2.2.3): lower case, without the scheme's own port. Null unless it is that of
 * `PUBLIC_API_URL`, or the very address that the request came in on: a request that was signed for another server is none
 * of ours, whoever passes it on.
 *
 * @param publicUrl `PUBLIC_API_URL`; its scheme says which port need not be named
 */
export function acceptedAuthority({ host, local }: Arrival, publicUrl: string): string | null {
  if (host === null) return null;
  const expected = new URL(publicUrl);
  if (authorityOf(host, expected.protocol) === expected.host) return expected.host;
  // Directly, without a proxy, this server speaks plain HTTP.
  const direct = authorityOf(host, 'http:');
  return direct !== null && local !== null && isLocal(direct, local) ? direct : null;
}

/** A name or address with its port if it is not the scheme's own; null for what is none. */
function authorityOf(host: string, protocol: string): string | null {
  // Whatever makes a URL more than its authority.
  if (/[/?#@\\\s]/.test(host)) return null;
  return URL.parse(`${protocol}//${host}`)?.host ?? null;
}

function isLocal(authority: string, local: LocalAddress): boolean {
  const { hostname, port } = new URL(`http://${authority}`);
  if (Number(port || 80) !== local.port || !ipaddr.isValid(local.address)) return false;
  const address = ipaddr.process(local.address);
  if (hostname === 'localhost') return address.range() === 'loopback';
  const literal = hostname.replaceAll(/[[\]]/g, '');
  return isIP(literal) !== 0 && ipaddr.process(literal).toString() === address.toString();
}
