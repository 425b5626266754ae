import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Measurement, Plan } from './measure.ts';

/** A ratio that performance is judged by, and what it should be. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly aim: string;
  readonly met: boolean;
}

/** What a run is asked for. */
export interface BenchOptions {
  /** `quick` tries a benchmark out; its figures mean nothing. `large` is 100k devices where there are 20k otherwise. */
  readonly size: 'quick' | 'normal' | 'large';
}

export interface Report {
  readonly id: string;
  readonly work: string;
  readonly plan: Plan;
  readonly measurements: readonly Measurement[];
  readonly ratios: readonly Ratio[];
  /** What else was measured, in sentences. */
  readonly notes?: readonly string[];
  /** Of the packages that are compared. */
  readonly versions: Readonly<Record<string, string>>;
}

/** As it stands in `results/<id>.json`. */
export interface StoredReport extends Report {
  readonly machine: ReturnType<typeof machine>;
  readonly measuredAt: string;
}

const RESULTS = new URL('../results/', import.meta.url);

/** Prints a report as a table. */
export function print(report: Report): void {
  console.log(`\n${report.id}: ${report.work}`);
  console.table(
    Object.fromEntries(
      report.measurements.map(({ name, perSecond, cpuMicroseconds }) => [
        name,
        {
          'per second': Math.round(perSecond.median),
          'min … max': `${Math.round(perSecond.min)} … ${Math.round(perSecond.max)}`,
          'CPU µs': round(cpuMicroseconds.median),
          'CPU min … max': `${round(cpuMicroseconds.min)} … ${round(cpuMicroseconds.max)}`,
        },
      ]),
    ),
  );
  for (const { name, value, aim, met } of report.ratios) {
    console.log(`  ${met ? 'met   ' : 'missed'} ${name}: ${value.toFixed(2)} (aim ${aim})`);
  }
  for (const note of report.notes ?? []) console.log(`  ${note}`);
}

/** Writes a report to `results/<id>.json`. */
export async function keep(report: Report): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const written: StoredReport = { ...report, machine: machine(), measuredAt: new Date().toISOString() };
  await writeFile(
    new URL(`${report.id.toLowerCase()}.json`, RESULTS),
    `${JSON.stringify(written, null, 2)}\n`,
  );
}

function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    openssl: process.versions.openssl,
    // Over one minute: beyond the number of cores and what the benchmark itself takes, others were at work.
    load: loadavg()[0] ?? Number.NaN,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
