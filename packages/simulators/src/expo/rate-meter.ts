import { BoundedMap } from '../bounded-map.ts';

const WINDOW_MS = 1_000;
const MAX_PROJECTS = 1_000;

type Entry = { atMs: number; count: number };

/** Counts what each project sent in the last second. */
export class RateMeter {
  readonly #limitPerSecond: number;
  readonly #byProject = new BoundedMap<string, Entry[]>(MAX_PROJECTS);
  #peak = 0;

  constructor(limitPerSecond: number) {
    this.#limitPerSecond = limitPerSecond;
  }

  /** The most messages of one project within any second so far, refused ones included. */
  get peakPerSecond(): number {
    return this.#peak;
  }

  /** False when the project is over its limit with these; they are counted all the same. */
  count(project: string, count: number, nowMs: number): boolean {
    const entries = this.#byProject.getOrCreate(project, () => []);
    while (entries[0] !== undefined && entries[0].atMs <= nowMs - WINDOW_MS) entries.shift();
    entries.push({ atMs: nowMs, count });
    const sum = entries.reduce((total, entry) => total + entry.count, 0);
    this.#peak = Math.max(this.#peak, sum);
    return sum <= this.#limitPerSecond;
  }
}
