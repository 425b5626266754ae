import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BrowserEvent,
  type BrowserState,
  INITIAL_STATE,
  nextState,
  type Settled,
} from './browser-state.ts';

const settled: fc.Arbitrary<Settled> = fc.constantFrom<Settled>(
  { kind: 'unsupported' },
  { kind: 'insecure' },
  { kind: 'needs-install' },
  { kind: 'blocked' },
  { kind: 'off', reason: null },
  { kind: 'off', reason: 'other-account' },
  { kind: 'on' },
);
const events: fc.Arbitrary<BrowserEvent> = fc.oneof(
  fc.constant<BrowserEvent>({ type: 'check-started' }),
  settled.map((result): BrowserEvent => ({ type: 'checked', result })),
  fc.constant<BrowserEvent>({ type: 'check-failed', reason: 'server-unreachable' }),
  fc.constantFrom<BrowserEvent>(
    { type: 'task-started', task: 'turning-on' },
    { type: 'task-started', task: 'turning-off' },
  ),
  settled.map((result): BrowserEvent => ({ type: 'task-finished', result })),
  fc.constant<BrowserEvent>({ type: 'task-failed', reason: 'push-service' }),
);

function after(...all: BrowserEvent[]): BrowserState {
  return all.reduce(nextState, INITIAL_STATE);
}

describe('nextState', () => {
  it('WEB-13: only the end of a task ends it, whatever checks say meanwhile', () => {
    fc.assert(
      fc.property(fc.array(events), (all) => {
        const state = after(...all);
        const lastTask = all.findLastIndex(({ type }) => type === 'task-started');
        const isOpen =
          lastTask >= 0 && !all.slice(lastTask).some(({ type }) => /^task-(fin|fail)/.test(type));
        expect(state.kind === 'working').toBe(isOpen);
      }),
    );
  });

  it('WEB-13: what was settled stays while it is looked at again, and when that look fails', () => {
    const on = after({ type: 'checked', result: { kind: 'on' } });
    expect(nextState(on, { type: 'check-started' })).toBe(on);
    expect(nextState(on, { type: 'check-failed', reason: 'server-unreachable' })).toBe(on);
  });

  it('WEB-13: a first look that fails can be repeated, and its failure goes when it succeeds', () => {
    const failed = after({ type: 'check-failed', reason: 'server-unreachable' });
    expect(failed).toEqual({ kind: 'failed', task: 'checking', reason: 'server-unreachable' });
    const again = nextState(failed, { type: 'check-started' });
    expect(again).toEqual({ kind: 'checking' });
    expect(nextState(again, { type: 'checked', result: { kind: 'on' } })).toEqual({ kind: 'on' });
  });

  it('WEB-13: a failed task says which, so that the same one can be tried again', () => {
    const failed = after(
      { type: 'task-started', task: 'turning-on' },
      { type: 'task-failed', reason: 'push-service' },
    );
    expect(failed).toEqual({ kind: 'failed', task: 'turning-on', reason: 'push-service' });
  });
});
