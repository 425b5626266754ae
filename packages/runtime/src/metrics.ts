import {
  type CounterLabels,
  type CounterName,
  HISTOGRAMS,
  type HistogramLabels,
  type HistogramName,
} from './metric-catalogue.ts';

/** What the code that does something counts it with. Neither call waits, fails or reaches a network. */
export interface Metrics {
  /** Adds one. */
  count<Name extends CounterName>(name: Name, labels: CounterLabels<Name>): void;
  /** Adds one measurement; `value` in the unit that the name ends with. */
  observe<Name extends HistogramName>(name: Name, labels: HistogramLabels<Name>, value: number): void;
}

/** One series' total, or what is to be added to it. `labels` is canonical JSON: members sorted by name. */
export interface CounterSample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Totals that all processes share. packages/db has it over PostgreSQL. */
export interface CounterStore {
  /** Adds each delta to its series, all of them or none; a series that is new starts at 0. */
  add(deltas: readonly CounterSample[]): Promise<void>;
  readAll(): Promise<readonly CounterSample[]>;
}

export interface MetricsBuffer extends Metrics {
  /** Hands over what was counted since the last call, and starts from nothing. */
  take(): CounterSample[];
  /** Puts back what `take` gave when it could not be stored. */
  giveBack(samples: readonly CounterSample[]): void;
}

/** Canonical text of labels, so that equal labels are one series however they were written down. */
export function canonicalLabels(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * Counts in memory until `take`. A histogram is kept as Prometheus writes it: one cumulative counter for each bucket
 * that the value falls into (`_bucket` with label `le`), and `_sum` and `_count`; so all series can simply be added up.
 */
export function createMetricsBuffer(): MetricsBuffer {
  let pending = new Map<string, CounterSample>();

  const add = (name: string, labels: string, value: number): void => {
    const key = `${name}${labels}`;
    pending.set(key, { name, labels, value: (pending.get(key)?.value ?? 0) + value });
  };

  return {
    count: (name, labels) => add(name, canonicalLabels(labels), 1),
    observe: (name, labels, value) => {
      for (const bound of HISTOGRAMS[name].buckets) {
        if (value <= bound) add(`${name}_bucket`, canonicalLabels({ ...labels, le: String(bound) }), 1);
      }
      add(`${name}_bucket`, canonicalLabels({ ...labels, le: '+Inf' }), 1);
      add(`${name}_sum`, canonicalLabels(labels), value);
      add(`${name}_count`, canonicalLabels(labels), 1);
    },
    take: () => {
      const taken = [...pending.values()];
      pending = new Map();
      return taken;
    },
    giveBack: (samples) => {
      for (const { name, labels, value } of samples) add(name, labels, value);
    },
  };
}
