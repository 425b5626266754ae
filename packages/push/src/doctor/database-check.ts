import { type Check, ok } from './doctor.ts';

/** As `SHOW server_version_num` gives it. */
const OLDEST_VERSION = 140_000;

/** Whether the database answers, and is new enough. */
export function databaseCheck(database: { readonly versionNumber: () => Promise<number> }): Check {
  return {
    subject: 'database',
    run: async () => {
      const version = await database.versionNumber();
      const major = Math.floor(version / 10_000);
      if (version >= OLDEST_VERSION) return [ok('database', 'version', `PostgreSQL ${major} answers.`)];
      return [
        {
          subject: 'database',
          check: 'version',
          status: 'failed',
          detail: `The server is PostgreSQL ${major}.`,
          advice: 'Carillon needs PostgreSQL 14 or newer.',
        },
      ];
    },
  };
}
