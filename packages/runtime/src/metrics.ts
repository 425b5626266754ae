import {
  type CounterLabels,
  type CounterName,
  HISTOGRAMS,
  type HistogramLabels,
  type HistogramName,
} from './metric-catalogue.ts';

/** What the code that does something counts it with. No call waits, fails or reaches a network. */
export interface Metrics {
  /** Adds one. */
  count<Name extends CounterName>(name: Name, labels: CounterLabels<Name>): void;
  /** Adds so many. */
  countMany<Name extends CounterName>(name: Name, labels: CounterLabels<Name>, times: number): void;
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
  const counterLabels = new Map<string, string>();
  const histogramSeries = new Map<string, HistogramSeries>();

  const add = (name: string, labels: string, value: number): void => {
    const key = `${name}${labels}`;
    pending.set(key, { name, labels, value: (pending.get(key)?.value ?? 0) + value });
  };
  const labelsOf = (name: CounterName, labels: Readonly<Record<string, string>>): string => {
    const key = shortKey(name, labels);
    const known = counterLabels.get(key) ?? canonicalLabels(labels);
    counterLabels.set(key, known);
    return known;
  };
  const seriesOf = (name: HistogramName, labels: Readonly<Record<string, string>>): HistogramSeries => {
    const key = shortKey(name, labels);
    const known = histogramSeries.get(key) ?? describeSeries(name, labels);
    histogramSeries.set(key, known);
    return known;
  };

  return {
    count: (name, labels) => add(name, labelsOf(name, labels), 1),
    countMany: (name, labels, times) => add(name, labelsOf(name, labels), times),
    observe: (name, labels, value) => {
      const { bounds, own } = seriesOf(name, labels);
      for (const { bound, labels: ofBucket } of bounds)
        if (value <= bound) add(`${name}_bucket`, ofBucket, 1);
      add(`${name}_sum`, own, value);
      add(`${name}_count`, own, 1);
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

/** The canonical labels of a histogram's counters. Every message is measured, and there are twelve of these each time. */
interface HistogramSeries {
  readonly own: string;
  readonly bounds: readonly { readonly bound: number; readonly labels: string }[];
}

function describeSeries(name: HistogramName, labels: Readonly<Record<string, string>>): HistogramSeries {
  const bounds = [...HISTOGRAMS[name].buckets, Number.POSITIVE_INFINITY];
  return {
    own: canonicalLabels(labels),
    bounds: bounds.map((bound) => ({
      bound,
      labels: canonicalLabels({ ...labels, le: Number.isFinite(bound) ? String(bound) : '+Inf' }),
    })),
  };
}

/** Tells label sets apart; the same set written in another order is merely described twice. */
function shortKey(name: string, labels: Readonly<Record<string, string>>): string {
  let key = name;
  for (const [label, value] of Object.entries(labels)) key += `\0${label}\0${value}`;
  return key;
}
