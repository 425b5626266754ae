import { deliveryStateSchema } from '@carillon/contracts/notifications';
import { describe, expect, it } from 'vitest';
import type { Notification } from '@/wire/wire-types.ts';
import { DELIVERY_STATES, deliverySentence, isLive, notificationStatus, tallies } from './delivery-words.ts';

const none = Object.fromEntries(
  deliveryStateSchema.options.map((state) => [state, 0]),
) as Notification['counts'];
const counts = (of: Partial<Notification['counts']>): Notification['counts'] => ({
  ...none,
  ...of,
  total: Object.values(of).reduce((sum, count) => sum + (count ?? 0), 0),
});

describe('delivery words', () => {
  it('DIS-5: every state of the contract has its word', () => {
    expect(Object.keys(DELIVERY_STATES).toSorted()).toEqual([...deliveryStateSchema.options].toSorted());
  });

  it('WEB-10: a failed delivery is explained in the words of the step that failed it', () => {
    const events = [
      { at: '', kind: 'queued', attempt: null, reason: null, detail: 'Queued.', durationMs: null },
      { at: '', kind: 'failed', attempt: 1, reason: 'gone', detail: 'Failed. It is gone.', durationMs: 9 },
      {
        at: '',
        kind: 'token_retired',
        attempt: null,
        reason: 'gone',
        detail: 'The token is retired.',
        durationMs: null,
      },
    ] as const;
    expect(deliverySentence({ state: 'failed', reason: 'gone', events: [...events] })).toBe(
      'Failed. It is gone.',
    );
    expect(deliverySentence({ state: 'pending', reason: null, events: [] })).toBe('Waits for a worker');
  });

  it('DIS-5: counts are told by state, without zeros', () => {
    expect(tallies(counts({ displayed: 2, failed: 1 })).map(({ count, word }) => `${count} ${word}`)).toEqual(
      ['2 displayed', '1 failed'],
    );
  });

  it.each([
    ['sending', { pending: 1 }, 'Sending'],
    ['done', { displayed: 1, accepted: 1 }, 'Displayed'],
    ['done', { accepted: 1 }, 'Accepted'],
    ['done', { accepted: 1, failed: 1 }, 'Partly failed'],
    ['done', { failed: 2 }, 'Failed'],
    ['done', { suppressed: 1 }, 'Not sent'],
    ['done', {}, 'No devices'],
    ['cancelled', { cancelled: 1 }, 'Cancelled'],
  ] as const)('calls a notification that is %s with %o "%s"', (status, of, word) => {
    expect(notificationStatus({ status, counts: counts(of) }).word).toBe(word);
  });

  it('stays live while something is on its way, and a minute longer for the devices’ reports', () => {
    const createdAt = '2026-05-20T12:00:00.000Z';
    const at = (seconds: number) => new Date(Date.parse(createdAt) + seconds * 1000);
    expect(isLive({ status: 'sending', counts: counts({ pending: 1 }), createdAt }, at(3600))).toBe(true);
    expect(isLive({ status: 'done', counts: counts({ accepted: 1 }), createdAt }, at(30))).toBe(true);
    expect(isLive({ status: 'done', counts: counts({ accepted: 1 }), createdAt }, at(61))).toBe(false);
    expect(isLive({ status: 'done', counts: counts({ displayed: 1 }), createdAt }, at(1))).toBe(false);
  });
});
