import type { PaceTurn, SendPace } from '@carillon/push/dispatch/send-pace';
import { beforeEach, describe, expect, it } from 'vitest';

export interface SendPaceConformance {
  readonly name: string;
  /** As many as are asked for, which share one rate as workers do. */
  start(workers: number): readonly SendPace[];
}

/** So slow that what the test itself takes does not matter: a turn of ten lasts a hundred seconds. */
const TURN = { count: 10, perSecond: 0.1, maxWaitMs: 3_600_000 } as const;
const TURN_MS = (TURN.count / TURN.perSecond) * 1000;
const TOLERANCE_MS = 20_000;

/** The suite that every pace passes. */
export function describeSendPaceConformance(suite: SendPaceConformance): void {
  describe(`${suite.name} conforms to SendPace`, () => {
    let scopes = 0;
    let turn: PaceTurn;
    beforeEach(() => {
      scopes += 1;
      turn = { ...TURN, scope: `test:${scopes}` };
    });

    it('the first turn is now, and each that follows begins when the one before has passed', async () => {
      const [pace] = suite.start(1) as [SendPace];
      const waits = [await pace.reserve(turn), await pace.reserve(turn), await pace.reserve(turn)];
      expect(waits.map(({ isTaken }) => isTaken)).toEqual([true, true, true]);
      for (const [index, { waitMs }] of waits.entries()) expectNear(waitMs, index * TURN_MS);
    });

    it('a turn takes time by its messages', async () => {
      const [pace] = suite.start(1) as [SendPace];
      await pace.reserve({ ...turn, count: 3 });
      const { waitMs } = await pace.reserve(turn);
      expectNear(waitMs, 0.3 * TURN_MS);
    });

    it('workers share the rate, however many ask at once: no two turns begin together', async () => {
      const paces = suite.start(8);
      const turns = await Promise.all(paces.map((pace) => pace.reserve(turn)));
      expect(turns.every(({ isTaken }) => isTaken)).toBe(true);
      const waits = turns.map(({ waitMs }) => waitMs).toSorted((one, other) => one - other);
      for (const [index, waitMs] of waits.entries()) expectNear(waitMs, index * TURN_MS);
    });

    it('a turn that is too far off is not taken, says when it would be, and holds nobody up', async () => {
      const [pace] = suite.start(1) as [SendPace];
      await pace.reserve(turn);
      const refused = await pace.reserve({ ...turn, maxWaitMs: 10 });
      expect(refused.isTaken).toBe(false);
      expectNear(refused.waitMs, TURN_MS);
      expectNear((await pace.reserve(turn)).waitMs, TURN_MS);
    });

    it('scopes have rates of their own', async () => {
      const [pace] = suite.start(1) as [SendPace];
      await pace.reserve(turn);
      const other = await pace.reserve({ ...turn, scope: `${turn.scope}:other`, maxWaitMs: 0 });
      expect(other.isTaken).toBe(true);
      expectNear(other.waitMs, 0);
    });

    it('time that nobody used is not saved up', async () => {
      const [pace] = suite.start(1) as [SendPace];
      // Its turn has passed by the time that the next asks.
      const quick = { ...turn, perSecond: 1e9 };
      await pace.reserve(quick);
      await pace.reserve(turn);
      expectNear((await pace.reserve(turn)).waitMs, TURN_MS);
    });
  });
}

function expectNear(waitMs: number, expectedMs: number): void {
  expect(waitMs).toBeGreaterThan(expectedMs - TOLERANCE_MS);
  expect(waitMs).toBeLessThanOrEqual(expectedMs + 1);
}
