import { isSpecialAddress } from '../../devices/endpoint-policy-addresses.ts';
import { literalAddressOf } from '../../devices/endpoint-policy-hosts.ts';

/** Whether an origin's host is a literal special address. A socket looks none up, so a guarded look-up never sees it. */
export function isSpecialLiteral(origin: string): boolean {
  const literal = literalAddressOf(new URL(origin).hostname);
  return literal !== null && isSpecialAddress(literal);
}
