import { deliveryStateSchema } from '@carillon/contracts/notifications';
import { describe, expect, it } from 'vitest';
import type { Notification } from '@/wire/wire-types.ts';
import {
  DELIVERY_STATES,
  deliveryStatus,
  isLive,
  notificationStatus,
  pollIntervalMs,
  tallies,
} from './delivery-words.ts';

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

  it('SEC-9: what an agent said of a message is its outcome', () => {
    const inbox = { channel: 'inbox', reason: null } as const;
    expect(deliveryStatus({ ...inbox, state: 'accepted' }).word).toBe('In its inbox');
    expect(deliveryStatus({ ...inbox, state: 'received', reason: 'agent_processed' })).toEqual({
      meaning: 'working',
      word: 'Processed',
    });
    expect(deliveryStatus({ ...inbox, state: 'received', reason: 'agent_failed' }).meaning).toBe('attention');
    expect(deliveryStatus({ ...inbox, state: 'expired' }).word).toBe('Expired');
    expect(deliveryStatus({ state: 'accepted', channel: 'webpush', reason: null }).word).toBe('Accepted');
  });

  it('DIS-5: counts are told by state, without zeros, what still waits last', () => {
    const said = tallies(counts({ pending: 5, displayed: 2, failed: 1 }));
    expect(said.map(({ count, word }) => `${count} ${word}`)).toEqual([
      '2 displayed',
      '1 failed',
      '5 queued',
    ]);
  });

  it.each([
    ['scheduled', {}, 'Scheduled'],
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
    const sent = { createdAt, sendAt: null };
    expect(isLive({ status: 'sending', counts: counts({ pending: 1 }), ...sent }, at(3600))).toBe(true);
    expect(isLive({ status: 'done', counts: counts({ accepted: 1 }), ...sent }, at(30))).toBe(true);
    expect(isLive({ status: 'done', counts: counts({ accepted: 1 }), ...sent }, at(61))).toBe(false);
    expect(isLive({ status: 'done', counts: counts({ displayed: 1 }), ...sent }, at(1))).toBe(false);
  });

  it('asks often while something moves, seldom while a schedule or a report is awaited, and then no more', () => {
    const createdAt = '2026-05-20T12:00:00.000Z';
    const sendAt = '2026-05-20T13:00:00.000Z';
    const at = (minutes: number) => new Date(Date.parse(createdAt) + minutes * 60_000);
    const scheduled = { status: 'scheduled', counts: none, createdAt, sendAt } as const;
    expect(pollIntervalMs(scheduled, at(1))).toBe(15_000);
    expect(pollIntervalMs(scheduled, at(60))).toBe(1_000);
    const done = { status: 'done', counts: counts({ accepted: 1 }), createdAt, sendAt } as const;
    expect(pollIntervalMs(done, at(60.5))).toBe(1_000);
    expect(pollIntervalMs(done, at(65))).toBe(15_000);
    expect(pollIntervalMs(done, at(71))).toBe(false);
  });
});
