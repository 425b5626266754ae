import { BlockList, isIPv6 } from 'node:net';

/** Says which client a request came from, given its socket's address and the header X-Forwarded-For. */
export type ClientAddress = (socketAddress: string, forwardedFor: string | undefined) => string;

/**
 * Goes by the socket's address. Where that is a trusted proxy, by the last address in X-Forwarded-For that no trusted
 * proxy added: everything before it could have been written by the client.
 *
 * @param trustedProxies addresses, or networks in CIDR notation
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const entry of trustedProxies) addEntry(trusted, entry);
  const isTrusted = (address: string) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (socketAddress, forwardedFor) => {
    let address = withoutMapping(socketAddress);
    const hops = (forwardedFor ?? '').split(',').map((hop) => withoutMapping(hop.trim()));
    while (isTrusted(address)) {
      const before = hops.pop();
      if (before === undefined || before === '') break;
      address = before;
    }
    return address;
  };
}

function addEntry(list: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

/** IPv4 that a dual-stack socket writes as IPv6 (RFC 4291, 2.5.5.2). */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
