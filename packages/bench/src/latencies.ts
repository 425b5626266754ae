/** How long calls took, in ms; `share` 0.5 is the median, 1 the longest. */
export function percentileOf(milliseconds: readonly number[], share: number): number {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
