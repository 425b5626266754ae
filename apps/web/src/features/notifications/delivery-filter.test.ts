import { describe, expect, it } from 'vitest';
import {
  deliveryFilterFromQuery,
  deliveryFilterToInput,
  deliveryFilterToQuery,
  stateChoices,
} from './delivery-filter.ts';

describe('the filter of deliveries', () => {
  it('DIS-5: stands in the address and comes back from it', () => {
    const filter = { state: 'failed', search: 'pixel 9' } as const;
    expect(deliveryFilterToQuery(filter)).toBe('?state=failed&q=pixel+9');
    expect(deliveryFilterFromQuery(new URLSearchParams(deliveryFilterToQuery(filter)))).toEqual(filter);
    expect(deliveryFilterToQuery({ state: '', search: ' ' })).toBe('');
    expect(deliveryFilterFromQuery(new URLSearchParams('state=nonsense'))).toEqual({ state: '', search: '' });
  });

  it('asks the server for what is chosen alone', () => {
    expect(deliveryFilterToInput({ state: '', search: '' })).toEqual({});
    expect(deliveryFilterToInput({ state: 'expired', search: 'x' })).toEqual({
      state: 'expired',
      search: 'x',
    });
  });

  it('offers the states that have devices, and the chosen one', () => {
    const counts = {
      pending: 0,
      sending: 0,
      accepted: 1204,
      failed: 2,
      expired: 0,
      suppressed: 0,
      cancelled: 0,
      received: 0,
      displayed: 0,
      clicked: 0,
      total: 1206,
    };
    expect(stateChoices(counts, 'pending').map(({ label }) => label)).toEqual([
      'Every state (1,206)',
      'Queued (0)',
      'Accepted (1,204)',
      'Failed (2)',
    ]);
  });
});
