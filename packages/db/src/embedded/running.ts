import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EMBEDDED_USER } from './server.ts';

/**
 * Connection string of a database of the embedded server that another process runs in `directory`; null when none runs.
 * Holds the password: not for logs.
 */
export function findRunningEmbedded(directory: string, database: string): string | null {
  const pidFile = path.join(directory, 'pgdata', 'postmaster.pid');
  const passwordFile = path.join(directory, 'password');
  if (!existsSync(pidFile) || !existsSync(passwordFile)) return null;
  // https://www.postgresql.org/docs/current/storage-file-layout.html: the fourth line is the port.
  const port = Number(readFileSync(pidFile, 'utf8').split('\n')[3]);
  if (!Number.isInteger(port) || port === 0) return null;
  return `postgresql://${EMBEDDED_USER}:${readFileSync(passwordFile, 'utf8')}@127.0.0.1:${port}/${database}`;
}
