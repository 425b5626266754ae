import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { IS_LONG } from './scale.ts';

export type Figures = Readonly<Record<string, string | number>>;

interface Entry {
  readonly fault: string;
  readonly figures: Figures;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const FOLDER = path.join(ROOT, '.test-results', 'faults');
const LINES = path.join(FOLDER, `${IS_LONG ? 'long' : 'short'}.jsonl`);

/** Keeps what a fault measured, for the table at the end of the run. */
export function recordFault(fault: string, figures: Figures): void {
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(LINES, `${JSON.stringify({ fault, figures } satisfies Entry)}\n`);
}

/** Forgets the figures of the run before. */
export function clearFaultReport(): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(LINES, '');
}

/** Prints the figures of this run as a table and leaves it beside them. */
export function printFaultReport(): void {
  if (!existsSync(LINES)) return;
  const entries = readFileSync(LINES, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry)
    .toSorted((a, b) => a.fault.localeCompare(b.fault, 'en', { numeric: true }));
  if (entries.length === 0) return;
  const rows = entries.map(({ fault, figures }) => {
    const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
    return `| ${fault} | ${told.join('; ')} |`;
  });
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memoryGib} GiB, Linux ${release()}, Node ${process.version}`;
  const table = ['| Fault | Figures |', '| --- | --- |', ...rows].join('\n');
  writeFileSync(LINES.replace(/jsonl$/, 'md'), `${machine}\n\n${table}\n`);
  process.stdout.write(`\n${machine}\n${table}\n`);
}
