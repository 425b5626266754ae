import { readdir, readFile } from 'node:fs/promises';
import type { StoredReport } from './report.ts';

const RESULTS = new URL('../results/', import.meta.url);

/** What the benchmarks wrote when they last ran, by their ids: P1, P2, and so on. */
export async function readResults(): Promise<StoredReport[]> {
  const files = (await readdir(RESULTS)).filter((name) => name.endsWith('.json'));
  const reports = await Promise.all(
    files.map(
      async (name): Promise<StoredReport> => JSON.parse(await readFile(new URL(name, RESULTS), 'utf8')),
    ),
  );
  return reports.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
