import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The only IPv6 block that IANA gives out for use in public. Everything outside it is special or not assigned,
 * whatever range a library knows it by. https://www.iana.org/assignments/ipv6-address-space
 */
const GLOBAL_UNICAST_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address must not be connected to: loopback, private, link-local, multicast, documentation, mapped IPv4,
 * NAT64, 6to4, Teredo and whatever else is not plain public unicast. Decided by numeric range, never by how the text
 * begins (T-1). Anything that is not an address in canonical form, a zone id included, counts as special.
 *
 * @param address an address as `dns` or a parsed URL gives it, IPv6 without brackets
 */
export function isSpecialAddress(address: string): boolean {
  // ipaddr.js also reads `0x7f.1` and `127.1`; a resolver or the URL parser never gives those, so they are not trusted.
  if (isIP(address) === 0 || address.includes('%')) return true;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return true;
  return parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST_IPV6);
}
