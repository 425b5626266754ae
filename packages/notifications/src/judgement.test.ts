import type { Attempted } from '@carillon/push/dispatch/dispatcher';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { describe, expect, it } from 'vitest';
import { judge } from './judgement.ts';
import type { OutcomeWindows, WindowCounts } from './ports.ts';

const scopes = { device: 'd', origin: 'webpush:origin:one', app: 'a', provider: 'webpush:provider' };
const attempt = (outcome: Outcome): Attempted => ({ kind: 'attempted', outcome, durationMs: 1, scopes });
const facts = { providerCode: null };
const accepted = attempt({ class: 'accepted', providerMessageId: null });
const invalid = attempt({ class: 'token_invalid', reason: 'gone', invalidSince: null, ...facts });
const refused = attempt({ class: 'config', reason: 'vapid_refused', ...facts });
const topicRefused = attempt({ class: 'config', reason: 'topic_refused', ...facts });
const mismatch = attempt({ class: 'config', reason: 'key_mismatch', ...facts });
const failing = attempt({ class: 'transient', reason: 'timeout', retryAfterSeconds: null, ...facts });

/** Sums like the database's, without forgetting. */
function windows(): OutcomeWindows {
  const held = new Map<string, WindowCounts>();
  return {
    add: async (counts) =>
      counts.map((count) => {
        const before = held.get(count.scope) ?? {
          total: 0,
          invalid: 0,
          config: 0,
          failing: 0,
          mismatched: 0,
        };
        const sum = {
          scope: count.scope,
          total: before.total + count.total,
          invalid: before.invalid + count.invalid,
          config: before.config + count.config,
          failing: before.failing + count.failing,
          mismatched: before.mismatched + count.mismatched,
        };
        held.set(count.scope, sum);
        return sum;
      }),
  };
}

const times = (count: number, one: Attempted): Attempted[] => Array.from({ length: count }, () => one);

/** Nothing is closed. */
const gates = { isTripped: () => false };

describe('judge', () => {
  it('DIS-6: over 20 % invalid of at least 50 outcomes is our own fault; 20 % or fewer outcomes are not', async () => {
    const judgeOf = async (good: number, bad: number) =>
      (await judge(windows(), gates, [...times(good, accepted), ...times(bad, invalid)]))(invalid)
        .invalidIsConfig;
    expect(await judgeOf(39, 11)).toBe(true);
    expect(await judgeOf(40, 10)).toBe(false);
    expect(await judgeOf(0, 49)).toBe(false);
  });

  it('DIS-6: the sample is the sum of all batches, whoever sent them', async () => {
    const shared = windows();
    await judge(shared, gates, times(45, accepted));
    expect((await judge(shared, gates, times(5, invalid)))(invalid).invalidIsConfig).toBe(false);
    expect((await judge(shared, gates, times(10, invalid)))(invalid).invalidIsConfig).toBe(true);
  });

  it('401 and 403 are about our credentials when over 5 % of the push service’s answers, else about the one subscription', async () => {
    const judgeOf = async (good: number, bad: Attempted[]) =>
      (await judge(windows(), gates, [...times(good, accepted), ...bad]))(bad[0] as Attempted);
    expect(await judgeOf(94, times(6, refused))).toMatchObject({
      configIsThisToken: false,
    });
    expect(await judgeOf(95, times(5, refused))).toMatchObject({
      configIsThisToken: true,
    });
    // With hardly anything to compare it with, a plain refusal is not blamed on anybody, a clear one is.
    expect(await judgeOf(0, [refused])).toMatchObject({
      configIsThisToken: false,
    });
    expect(await judgeOf(0, [mismatch])).toMatchObject({
      configIsThisToken: true,
    });
  });

  it('F-6: a way is closed only while it refuses or fails most of what is sent', async () => {
    const judgeOf = async (good: number, bad: Attempted[]) =>
      (await judge(windows(), gates, [...times(good, accepted), ...bad]))(bad[0] as Attempted).trip;
    expect(await judgeOf(0, times(60, refused))).toEqual({
      scope: 'webpush:origin:one',
      reason: 'config_refused',
    });
    expect(await judgeOf(20, times(40, invalid))).toEqual({
      scope: 'webpush:provider',
      reason: 'mass_invalid',
    });
    expect(await judgeOf(20, times(40, failing))).toEqual({
      scope: 'webpush:origin:one',
      reason: 'server_failing',
    });
    expect(await judgeOf(40, times(40, refused))).toBeNull();
    expect(await judgeOf(40, times(40, failing))).toBeNull();
    expect(await judgeOf(0, times(49, refused))).toBeNull();
  });

  it('DIS-6: as long as the way is not open again after a mass of invalid answers, none is believed', async () => {
    const closed = { isTripped: (scope: string) => scope === 'webpush:provider' };
    expect((await judge(windows(), closed, [invalid]))(invalid).invalidIsConfig).toBe(true);
  });

  it('DIS-6: tokens of another sender are believed to be so only while they are few of many', async () => {
    const foreign = attempt({
      class: 'token_invalid',
      reason: 'sender_id_mismatch',
      invalidSince: null,
      ...facts,
    });
    const judgeOf = async (good: number, bad: number) =>
      (await judge(windows(), gates, [...times(good, accepted), ...times(bad, foreign)]))(foreign)
        .invalidIsConfig;
    expect(await judgeOf(95, 5)).toBe(false);
    expect(await judgeOf(94, 6)).toBe(true);
    expect(await judgeOf(0, 3)).toBe(true);
  });

  it('failures of most devices are not the devices’ fault', async () => {
    const judgeOf = async (good: number, bad: number) =>
      (await judge(windows(), gates, [...times(good, accepted), ...times(bad, failing)]))(failing)
        .mayRetireUnreachable;
    expect(await judgeOf(20, 30)).toBe(false);
    expect(await judgeOf(40, 10)).toBe(true);
    expect(await judgeOf(0, 5)).toBe(true);
  });

  it('DIS-6: credentials that Apple, Google or Expo refuse are never one token’s fault, however many others went well', async () => {
    const judgementOf = await judge(windows(), gates, [...times(999, accepted), topicRefused]);
    expect(judgementOf(topicRefused)).toMatchObject({ configIsThisToken: false, trip: null });
    expect(judgementOf(refused)).toMatchObject({ configIsThisToken: true });
  });
});
