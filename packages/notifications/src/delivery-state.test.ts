import { type DeliveryState, deliveryStateSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAccepted, isSettled, mayFollow, TRANSITIONS } from './delivery-state.ts';

const states = deliveryStateSchema.options;
const anyState = fc.constantFrom(...states);

/** Walks from `pending` along steps that the table allows, ignoring those that it does not. */
function walk(wishes: readonly DeliveryState[]): DeliveryState[] {
  const path: DeliveryState[] = ['pending'];
  for (const wish of wishes) if (mayFollow(path.at(-1) as DeliveryState, wish)) path.push(wish);
  return path;
}

describe('delivery states', () => {
  it('name every state of the contract', () => {
    expect(Object.keys(TRANSITIONS).toSorted()).toEqual([...states].toSorted());
  });

  it('DIS-5: a settled delivery is moved by the device’s own reports alone, or, once accepted, by a receipt', () => {
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 40 }), (wishes) => {
        const path = walk(wishes);
        for (const [index, state] of path.entries()) {
          const next = path[index + 1];
          if (next === undefined || !isSettled(state)) continue;
          const isReport = isAccepted(next) && next !== 'accepted';
          const isByReceipt = state === 'accepted' && (next === 'failed' || next === 'pending');
          expect(isReport || isByReceipt).toBe(true);
        }
      }),
    );
  });

  it('DIS-5: once a device has reported, nothing takes that back', () => {
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 40 }), (wishes) => {
        const path = walk(wishes);
        const reported = path.findIndex((state) => isAccepted(state) && state !== 'accepted');
        if (reported === -1) return;
        for (const state of path.slice(reported)) expect(isAccepted(state)).toBe(true);
      }),
    );
  });

  it('a device’s reports never go backwards, and never twice through one state', () => {
    const order: readonly DeliveryState[] = ['received', 'displayed', 'clicked'];
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 40 }), (wishes) => {
        const reported = walk(wishes).filter((state) => order.includes(state));
        const ranks = reported.map((state) => order.indexOf(state));
        expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b));
      }),
    );
  });

  it('every state can be reached, and every state that is not settled can still be settled', () => {
    const reached = new Set<DeliveryState>(['pending']);
    for (const from of reached) for (const to of TRANSITIONS[from]) reached.add(to);
    expect(reached).toEqual(new Set(states));
    for (const state of states.filter((one) => !isSettled(one))) {
      expect(TRANSITIONS[state].some(isSettled)).toBe(true);
    }
  });
});
