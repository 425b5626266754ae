import ipaddr from 'ipaddr.js';

const IPV6_SUBSCRIBER_BITS = 64;

/**
 * The network that an address is counted by: an IPv4 address itself, an IPv6 address's /64 (a subscriber gets at least
 * one whole /64, RFC 6177, and could come from a new address each time). IPv4 written as IPv6 counts as IPv4. Without a
 * usable address everything counts as one network, so that leaving the address out is no way around a limit.
 */
export function networkOf(ipAddress: string | null): string {
  if (ipAddress === null || !ipaddr.isValid(ipAddress)) return 'unknown';
  const address = ipaddr.process(ipAddress);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const parts = address.parts.map((part, index) => (index < IPV6_SUBSCRIBER_BITS / 16 ? part : 0));
  return `${new ipaddr.IPv6(parts).toString()}/${IPV6_SUBSCRIBER_BITS}`;
}
