import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Another start already uses this data directory. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
}

/**
 * Keeps two starts from sharing one data directory. The file names the owner's process id; one that a killed start left
 * behind is taken over.
 *
 * @throws {DataDirInUseError} while the owner lives
 */
export function lockDataDir(dataDir: string): Disposable {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'launcher.pid');
  const owner = readOwner(file);
  if (owner !== null && isAlive(owner)) {
    throw new DataDirInUseError(
      `${dataDir} is in use by process ${owner}. Stop it, or set DATA_DIR to another folder.`,
    );
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function readOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
