import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FaultEngine } from './fault-engine.ts';
import type { FaultScriptInput } from './fault-script.ts';

type Match = FaultScriptInput['rules'][number]['match'];

describe('FaultEngine', () => {
  let nowMs: number;
  let engine: FaultEngine;

  beforeEach(() => {
    nowMs = 0;
    engine = new FaultEngine(() => nowMs);
  });

  function put(...matches: Match[]): void {
    engine.put({
      rules: matches.map((match, index) => ({ name: `${index}`, match, answer: { status: 500 } })),
    });
  }

  function decide(target: string, path = '/push/x'): string | null {
    return engine.decide({ target, aliases: [`https://host/${target}`], path })?.rule ?? null;
  }

  it('takes nothing without rules, and the first rule that fits with them', () => {
    expect(decide('a')).toBeNull();
    put({ targets: ['b'] }, {}, {});
    expect(decide('a')).toBe('1');
    expect(decide('b')).toBe('0');
  });

  it('knows a target by its id and by its other names, and a path by its beginning', () => {
    put({ targets: ['https://host/a'] }, { pathPrefix: '/token' });
    expect(decide('a')).toBe('0');
    expect(decide('b')).toBeNull();
    expect(decide('b', '/token/new')).toBe('1');
  });

  it('nth per target counts each device apart; per rule it counts all', () => {
    put({ nth: { to: 2, per: 'target' } });
    expect(['a', 'a', 'b', 'a', 'b', 'b'].map((target) => decide(target))).toEqual([
      '0',
      '0',
      '0',
      null,
      '0',
      null,
    ]);
    put({ nth: { every: 3, per: 'rule' } });
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((target) => decide(target))).toEqual([
      null,
      null,
      '0',
      null,
      null,
      '0',
    ]);
    put({ nth: { from: 2, to: 3, per: 'rule' } });
    expect(['a', 'b', 'c', 'd'].map((target) => decide(target))).toEqual([null, '0', '0', null]);
  });

  it('a rule counts only the requests that no earlier rule took', () => {
    put({ nth: { to: 1, per: 'rule' } }, { nth: { to: 1, per: 'rule' } });
    expect([decide('a'), decide('a'), decide('a')]).toEqual(['0', '1', null]);
  });

  it('the window begins when the script is put: from inclusive, to exclusive', () => {
    nowMs = 5000;
    put({ window: { fromMs: 100, toMs: 200 } });
    const at = (ms: number) => {
      nowMs = 5000 + ms;
      return decide('a');
    };
    expect([at(99), at(100), at(199), at(200)]).toEqual([null, '0', '0', null]);
  });

  it('percent per target takes the same targets with the same seed, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }),
        (seed, targets) => {
          put({ percent: { percent: 50, seed, per: 'target' } });
          const first = new Map(targets.map((target) => [target, decide(target)]));
          for (const target of targets.toReversed()) expect(decide(target)).toBe(first.get(target));
        },
      ),
    );
  });

  it('percent takes about its share: none at 0, all at 100, and each attempt anew per request', () => {
    const share = (percent: number, per: 'target' | 'request', targetOf: (index: number) => string) => {
      put({ percent: { percent, seed: 42, per } });
      return Array.from({ length: 2000 }, (_, index) => decide(targetOf(index))).filter(
        (rule) => rule === '0',
      ).length;
    };
    expect(share(0, 'target', String)).toBe(0);
    expect(share(100, 'target', String)).toBe(2000);
    expect(share(20, 'target', String)).toBeGreaterThan(320);
    expect(share(20, 'target', String)).toBeLessThan(480);
    const ofOneDevice = share(20, 'request', () => 'the same device');
    expect(ofOneDevice).toBeGreaterThan(320);
    expect(ofOneDevice).toBeLessThan(480);
  });

  it('an invalid script is refused and the old one stays in force', () => {
    put({});
    expect(() => engine.put({ rules: [{ name: 'bad', match: {}, answer: {} }] })).toThrow();
    expect(decide('a')).toBe('0');
    expect(engine.current().rules.map((rule) => rule.name)).toEqual(['0']);
  });
});
