import { randomUUID } from 'node:crypto';

/** JSON in which some strings are still to be written. */
export interface JsonTemplate<Hole extends string> {
  /** The JSON with each hole's string in its place, escaped. */
  fill(values: Readonly<Record<Hole, string>>): string;
}

/**
 * What thousands of messages share is written to JSON once; each then costs its own strings alone.
 *
 * @param build gives the JSON with the stand-ins as the holes' values, each of them in one place. They are random, so
 *   that nothing that a caller writes into a message can be taken for one.
 * @throws {Error} when a stand-in is not in the JSON, or more than once
 */
export function jsonTemplate<Hole extends string>(
  holes: readonly Hole[],
  build: (standIns: Readonly<Record<Hole, string>>) => string,
): JsonTemplate<Hole> {
  const standIns = Object.fromEntries(holes.map((hole) => [hole, randomUUID()])) as Record<Hole, string>;
  const text = build(standIns);
  const found = holes
    .map((hole) => ({ hole, ...placeOf(JSON.stringify(standIns[hole]), text) }))
    .toSorted((one, other) => one.from - other.from);
  const before = text.slice(0, found[0]?.from);
  const parts = found.map(({ hole, to }, index) => ({ hole, after: text.slice(to, found[index + 1]?.from) }));
  return {
    fill: (values) => {
      let filled = before;
      for (const { hole, after } of parts) filled += JSON.stringify(values[hole]) + after;
      return filled;
    },
  };
}

function placeOf(standIn: string, text: string): { readonly from: number; readonly to: number } {
  const from = text.indexOf(standIn);
  if (from < 0 || text.includes(standIn, from + 1)) throw new Error('A stand-in has to be there once');
  return { from, to: from + standIn.length };
}
