import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTemplate } from './json-template.ts';

describe('jsonTemplate', () => {
  it('DIS-10: filled with any strings it is the JSON of the value that has them', () => {
    const someText = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        someText,
        fc.array(fc.tuple(someText, someText), { maxLength: 4 }),
        fc.jsonValue({ maxDepth: 2 }),
        (own, fillings, other) => {
          const textsIn = (a: string, b: string) => ({ own, b, nested: { other, a, list: [own] } });
          const template = jsonTemplate(['a', 'b'], ({ a, b }) => JSON.stringify(textsIn(a, b)));
          for (const [a, b] of fillings) expect(template.fill({ a, b })).toBe(JSON.stringify(textsIn(a, b)));
        },
      ),
    );
  });

  it('DIS-10: without holes it is what was built', () => {
    expect(jsonTemplate([], () => '{"title":"x"}').fill({})).toBe('{"title":"x"}');
  });

  it('DIS-10: a stand-in that is missing or there twice is an error, never a message with another’s text', () => {
    expect(() => jsonTemplate(['a'], () => '{}')).toThrow(/once/);
    expect(() => jsonTemplate(['a'], ({ a }) => JSON.stringify([a, a]))).toThrow(/once/);
  });
});
