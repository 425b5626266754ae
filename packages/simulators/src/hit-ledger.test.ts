import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';
import { type Hit, HitLedger } from './hit-ledger.ts';

function hit(changes: Partial<Hit>): Hit {
  return {
    atMs: 0,
    target: 'a',
    messageId: null,
    outcome: 201,
    taken: true,
    rule: null,
    details: {},
    ...changes,
  };
}

describe('HitLedger', () => {
  it('counts by target, by message id and in all, taken and not', () => {
    const ledger = new HitLedger();
    ledger.record(hit({ messageId: 'm' }));
    ledger.record(hit({ messageId: 'm', outcome: 'reset' }));
    ledger.record(hit({ target: 'b', outcome: 503, taken: false, rule: 'busy' }));
    expect(ledger.report()).toEqual({
      hits: 3,
      taken: 2,
      distinctTargetsTaken: 1,
      outcomes: { 201: 1, reset: 1, 503: 1 },
      open: 0,
      peakOpen: 0,
      targets: {
        a: { hits: 2, taken: 2, outcomes: { 201: 1, reset: 1 } },
        b: { hits: 1, taken: 0, outcomes: { 503: 1 } },
      },
      messageIds: { m: { hits: 2, taken: 2, outcomes: { 201: 1, reset: 1 } } },
      forgotten: 0,
    });
    expect(ledger.recent().map((recent) => recent.rule)).toEqual([null, null, 'busy']);
  });

  it('a report is a copy: later hits do not change it', () => {
    const ledger = new HitLedger();
    ledger.record(hit({}));
    const report = ledger.report();
    ledger.record(hit({}));
    expect(report.targets.a?.hits).toBe(1);
    expect(report.outcomes).toEqual({ 201: 1 });
  });

  it('keeps the latest 10,000 requests whole, however many come', () => {
    const ledger = new HitLedger();
    for (let index = 0; index < 25_000; index += 1) ledger.record(hit({ atMs: index }));
    const recent = ledger.recent();
    expect(recent.length).toBe(10_000);
    expect(recent[0]?.atMs).toBe(15_000);
    expect(recent.at(-1)?.atMs).toBe(24_999);
    expect(ledger.report().hits).toBe(25_000);
  });

  it('tells how many requests are open, and the most that were at once', () => {
    const ledger = new HitLedger();
    const requests = [new AbortController(), new AbortController(), new AbortController()];
    for (const request of requests) ledger.opened(request.signal);
    requests[0]?.abort();
    requests[1]?.abort();
    expect(ledger.report()).toMatchObject({ open: 1, peakOpen: 3 });
    ledger.clear();
    expect(ledger.report()).toMatchObject({ open: 1, peakOpen: 1 });
  });

  it('clear forgets everything', () => {
    const ledger = new HitLedger();
    ledger.record(hit({ messageId: 'm' }));
    ledger.clear();
    expect(ledger.report()).toMatchObject({ hits: 0, distinctTargetsTaken: 0, targets: {}, messageIds: {} });
    expect(ledger.recent()).toEqual([]);
  });
});

describe('BoundedMap', () => {
  it('the oldest entry makes room, an entry set again does not, and the loss is counted', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    expect(map.evicted).toBe(0);
    map.set('c', 4);
    expect([...map.entries()]).toEqual([
      ['b', 3],
      ['c', 4],
    ]);
    expect(map.evicted).toBe(1);
  });
});
