import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@carillon/db/embedded/server';
import { migrate } from '@carillon/db/migrations/migrate';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { clearFaultReport, printFaultReport } from './fault-report.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a stopped cluster that holds the migrated database `carillon`. */
    clusterTemplate: string;
  }
}

export const DATABASE = 'carillon';

/**
 * Each fault gets a PostgreSQL of its own, since it is killed, stopped and starved. Making a cluster takes seconds, copying
 * a stopped one a moment: it is made and migrated once for the run. At the end of the run its figures are printed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  clearFaultReport();
  const directory = mkdtempSync(path.join(tmpdir(), 'carillon-cluster-'));
  const server = await startEmbeddedPostgres({ directory, settings: { fsync: 'off' }, onLog: () => {} });
  try {
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE}`);
    await client.end();
    await migrate(server.urlOf(DATABASE));
  } finally {
    await server.stop();
  }
  project.provide('clusterTemplate', directory);
  return async () => {
    rmSync(directory, { recursive: true, force: true });
    printFaultReport();
  };
}

/** A copy of the template, with the owners that PostgreSQL insists on. */
export function copyCluster(template: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'carillon-fault-'));
  const { status, stderr } = spawnSync('cp', ['-a', `${template}/.`, directory], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The cluster could not be copied: ${stderr}`);
  return directory;
}
