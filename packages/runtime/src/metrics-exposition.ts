import { AggregatorRegistry, collectDefaultMetrics, type MetricObject, Registry } from 'prom-client';
import type { Logger } from './logger.ts';
import {
  COUNTERS,
  GAUGES,
  type GaugeDefinition,
  type GaugeName,
  HISTOGRAMS,
  labelCombinations,
} from './metric-catalogue.ts';
import { type CounterSample, type CounterStore, canonicalLabels } from './metrics.ts';

/** One value that is read at scrape time. */
export interface GaugeSample {
  readonly name: Exclude<GaugeName, 'database_up'>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricsExpositionOptions {
  readonly store: CounterStore;
  /** Reads the gauges of the catalogue from wherever they live (database, queue). */
  readonly readGauges: () => Promise<readonly GaugeSample[]>;
  readonly log: Logger;
}

export interface MetricsExposition {
  readonly contentType: string;
  /**
   * The whole answer to a scrape: the shared series, the gauges and the defaults of this process. While the database
   * is away, `database_up` is 0, the shared series are left out (so that no counter seems to jump back to 0) and the
   * defaults stay.
   */
  render(): Promise<string>;
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly metricName?: string;
}

/** What Prometheus reads (text format 0.0.4). One a process; it starts the collection of the process's defaults. */
export function createMetricsExposition({
  store,
  readGauges,
  log,
}: MetricsExpositionOptions): MetricsExposition {
  const defaults = new Registry();
  collectDefaultMetrics({ register: defaults });

  const readShared = async (): Promise<MetricObject[]> => {
    try {
      const [totals, gauges] = await Promise.all([store.readAll(), readGauges()]);
      return [...describeTotals(totals), ...describeGauges(gauges), describeDatabaseUp(1)];
    } catch (error) {
      log.error({ err: error }, 'the database could not be read for a scrape');
      return [describeDatabaseUp(0)];
    }
  };

  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    render: async () => {
      const metrics = [...(await readShared()), ...(await defaults.getMetricsAsJSON())];
      return AggregatorRegistry.aggregate([metrics]).metrics();
    },
  };
}

function describeTotals(samples: readonly CounterSample[]): MetricObject[] {
  const totals = new Map(samples.map(({ name, labels, value }) => [`${name}${labels}`, value]));
  const total = (name: string, labels: Readonly<Record<string, string>>): number =>
    totals.get(`${name}${canonicalLabels(labels)}`) ?? 0;

  const counters = Object.entries(COUNTERS).map(([name, { help, labels }]) =>
    describe(
      'counter',
      name,
      help,
      labelCombinations(labels).map((of) => ({ labels: of, value: total(name, of) })),
    ),
  );
  const histograms = Object.entries(HISTOGRAMS).map(([name, { help, labels, buckets }]) =>
    describe(
      'histogram',
      name,
      help,
      labelCombinations(labels).flatMap((of): Series[] => [
        ...[...buckets.map(String), '+Inf'].map((le) => {
          const bucket = { ...of, le };
          return { metricName: `${name}_bucket`, labels: bucket, value: total(`${name}_bucket`, bucket) };
        }),
        { metricName: `${name}_sum`, labels: of, value: total(`${name}_sum`, of) },
        { metricName: `${name}_count`, labels: of, value: total(`${name}_count`, of) },
      ]),
    ),
  );
  return [...counters, ...histograms];
}

function describeGauges(samples: readonly GaugeSample[]): MetricObject[] {
  return Object.entries<GaugeDefinition>(GAUGES)
    .filter(([name]) => name !== 'database_up')
    .map(([name, { help, labels }]) => {
      const read = samples.filter((sample) => sample.name === name);
      const known = new Set(read.map((sample) => canonicalLabels(sample.labels)));
      const missing = knownCombinations(labels).filter((of) => !known.has(canonicalLabels(of)));
      return describe('gauge', name, help, [...read, ...missing.map((of) => ({ labels: of, value: 0 }))]);
    });
}

/** The series that exist whatever was read: none where label values are not known beforehand. */
function knownCombinations(
  labels: GaugeDefinition['labels'],
): ReadonlyArray<Readonly<Record<string, string>>> {
  const listed = Object.entries(labels).filter(
    (entry): entry is [string, readonly string[]] => entry[1] !== null,
  );
  return listed.length === Object.keys(labels).length ? labelCombinations(Object.fromEntries(listed)) : [];
}

function describeDatabaseUp(value: 0 | 1): MetricObject {
  return describe('gauge', 'database_up', GAUGES.database_up.help, [{ labels: {}, value }]);
}

/** The shape that prom-client's registries exchange between processes; its type leaves `values` out. */
function describe(type: string, name: string, help: string, series: readonly Series[]): MetricObject {
  const values = series.map(({ labels, value, metricName }) => ({
    labels,
    value,
    ...(metricName === undefined ? {} : { metricName }),
  }));
  return { type, name, help, values, aggregator: 'sum' } as unknown as MetricObject;
}
