import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { chartOf, isOurs } from './chart.ts';
import type { Ratio, StoredReport } from './report.ts';
import { readResults } from './results.ts';

const DOCUMENT = new URL('../../../docs/performance.md', import.meta.url);
const IMAGES = new URL('../../../docs/images/', import.meta.url);
/** What stands between them is written by `writeDocument`, the rest by people. */
const BEGIN = '<!-- results: begin -->';
const END = '<!-- results: end -->';

/**
 * Rewrites the chart, and the tables of docs/performance.md, from the stored results.
 *
 * @throws {Error} if the document does not have both marks
 */
export async function writeDocument(): Promise<void> {
  const reports = await readResults();
  await mkdir(IMAGES, { recursive: true });
  await writeFile(new URL('performance.svg', IMAGES), chartOf(reports));
  const document = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md needs ${BEGIN} and ${END}`);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${tablesOf(reports)}\n\n${END}${after}`);
}

function tablesOf(reports: readonly StoredReport[]): string {
  const ratios = reports.flatMap((report) => report.ratios.map((ratio) => ratioRow(report, ratio)));
  const measurements = reports.flatMap((report) => measurementRows(report));
  const notes = reports.flatMap(({ id, notes: sentences }) =>
    (sentences ?? []).map((one) => `- ${id}: ${one}`),
  );
  return [
    '| | What | Measured | Aim | |',
    '|---|---|---|---|---|',
    ...ratios,
    '',
    '| | Contender | Messages a second: median (min … max) | CPU a message, µs: median (min … max) |',
    '|---|---|---|---|',
    ...measurements,
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    ...machinesOf(reports),
  ].join('\n');
}

function ratioRow({ id }: StoredReport, { name, value, aim, met }: Ratio): string {
  return `| ${id} | ${name} | ${value.toFixed(2)} | ${aim} | ${met ? 'met' : '**missed**'} |`;
}

function measurementRows({ id, measurements }: StoredReport): string[] {
  return measurements.map(({ name, perSecond, cpuMicroseconds }) => {
    const shown = isOurs(name) ? `**${name}**` : name;
    return `| ${id} | ${shown} | ${spreadOf(perSecond)} | ${spreadOf(cpuMicroseconds)} |`;
  });
}

function spreadOf({ median, min, max }: { median: number; min: number; max: number }): string {
  return `${whole(median)} (${whole(min)} … ${whole(max)})`;
}

function whole(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : '–';
}

/** Each machine and runtime once, with the benchmarks that ran on it, their peers' versions and the load they met. */
function machinesOf(reports: readonly StoredReport[]): string[] {
  const byMachine = Map.groupBy(reports, ({ machine: { cpu, cores, system, node, openssl } }) =>
    [`${cores} × ${cpu}`, system, `Node ${node}`, `OpenSSL ${openssl}`].join(', '),
  );
  return [...byMachine].map(([machine, ran]) => {
    const versions = new Map(ran.flatMap((report) => Object.entries(report.versions)));
    const peers = [...versions].map(([name, version]) => `${name} ${version}`).join(', ');
    const days = [...new Set(ran.map(({ measuredAt }) => measuredAt.slice(0, 10)))].join(', ');
    const loads = ran.map(({ id, machine: { load } }) => `${id} ${load.toFixed(1)}`).join(', ');
    return `Measured ${days} on ${machine}; ${peers}. Load over the last minute of each: ${loads}.`;
  });
}
