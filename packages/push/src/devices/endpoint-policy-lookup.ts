import { type LookupAddress, Resolver } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isSpecialAddress } from './endpoint-policy-addresses.ts';

/** Resolves a name to all of its addresses. Rejects, or gives an empty list, when there are none. */
export type AddressResolver = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A name led to an address that must not be connected to. Its message names neither. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ERR_ADDRESS_REFUSED';

  constructor() {
    super('The host resolves to an address that is not public');
  }
}

class NameNotFoundError extends Error {
  override readonly name = 'NameNotFoundError';
  readonly code = 'ENOTFOUND';

  constructor() {
    super('The host has no address');
  }
}

/**
 * The look-up that a socket itself performs while it connects, so that what was checked is what is connected to and a
 * name that changes its answer in between gains nothing (T-2). One special address among several refuses them all:
 * whoever controls the name decides which of them would be tried.
 *
 * Sockets skip their look-up when the host is a literal address; `EndpointPolicy.check` decides those.
 */
export function createGuardedLookup(resolve: AddressResolver): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const wanted = ofFamily(addresses, options.family);
        const [first] = wanted;
        if (addresses.some(({ address }) => isSpecialAddress(address)))
          callback(new AddressRefusedError(), '', 0);
        else if (first === undefined) callback(new NameNotFoundError(), '', 0);
        else if (options.all === true) callback(null, [...wanted]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

function ofFamily(addresses: readonly LookupAddress[], family: unknown): readonly LookupAddress[] {
  if (family === 4 || family === 'IPv4') return addresses.filter((found) => found.family === 4);
  if (family === 6 || family === 'IPv6') return addresses.filter((found) => found.family === 6);
  return addresses;
}

/**
 * Resolves by the name servers that the machine is set up with, without its hosts file. Not `dns.lookup`: that one holds
 * a thread of the pool that the whole process shares, so that four names with a silent server would stop every other use
 * of it.
 *
 * @param timeoutMs how long one server may take; each is asked twice
 */
export function createDnsResolver(timeoutMs: number): AddressResolver {
  return resolveBy(new Resolver({ timeout: timeoutMs, tries: 2 }));
}

/** Asks `resolver` for A and AAAA at once. */
export function resolveBy(resolver: Resolver): AddressResolver {
  return async (hostname) => {
    const [v4, v6] = await Promise.allSettled([
      resolveFamily(resolver, hostname, 4),
      resolveFamily(resolver, hostname, 6),
    ]);
    // A host without one family answers with an error; only when both fail is there a reason to report.
    if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
    return [...(v4.status === 'fulfilled' ? v4.value : []), ...(v6.status === 'fulfilled' ? v6.value : [])];
  };
}

function resolveFamily(resolver: Resolver, hostname: string, family: 4 | 6): Promise<LookupAddress[]> {
  return new Promise((fulfil, reject) => {
    const done = (error: Error | null, addresses: string[]) =>
      error === null ? fulfil(addresses.map((address) => ({ address, family }))) : reject(error);
    if (family === 4) resolver.resolve4(hostname, done);
    else resolver.resolve6(hostname, done);
  });
}
