import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createGuardedLookup } from './endpoint-policy-lookup.ts';

const V4: LookupAddress = { address: '8.8.8.8', family: 4 };
const V6: LookupAddress = { address: '2001:4860:4860::8888', family: 6 };

function look(lookup: LookupFunction, options: Parameters<LookupFunction>[1]) {
  return new Promise((resolve) => {
    lookup('push.example.com', options, (error, address, family) => {
      resolve(error === null ? { address, family } : { code: error.code });
    });
  });
}

const guard = (...addresses: LookupAddress[]) => createGuardedLookup(() => Promise.resolve(addresses));

describe('createGuardedLookup', () => {
  it('T-2: public addresses pass, all of them or the first, as the socket asks', async () => {
    expect(await look(guard(V4, V6), { all: true })).toEqual({ address: [V4, V6], family: undefined });
    expect(await look(guard(V4, V6), {})).toEqual({ address: V4.address, family: 4 });
    expect(await look(guard(V4, V6), { family: 6 })).toEqual({ address: V6.address, family: 6 });
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    '::ffff:8.8.8.8',
    'fd00::1',
    '64:ff9b::808:808',
  ])(
    'T-2, WEB-7: %s among public addresses refuses the name, whichever family is asked for',
    async (address) => {
      const special: LookupAddress = { address, family: address.includes(':') ? 6 : 4 };
      for (const options of [{ all: true }, {}, { family: 4 }, { family: 6 }]) {
        expect(await look(guard(V4, special, V6), options)).toEqual({ code: 'ERR_ADDRESS_REFUSED' });
      }
    },
  );

  it('T-2: no address, and a resolver that fails, end in an error', async () => {
    expect(await look(guard(), { all: true })).toEqual({ code: 'ENOTFOUND' });
    expect(await look(guard(V4), { family: 6 })).toEqual({ code: 'ENOTFOUND' });
    const failing = createGuardedLookup(() =>
      Promise.reject(Object.assign(new Error('x'), { code: 'ESERVFAIL' })),
    );
    expect(await look(failing, {})).toEqual({ code: 'ESERVFAIL' });
  });
});
