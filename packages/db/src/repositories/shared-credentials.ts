import type { SharedCredential, SharedCredentialStore } from '@carillon/push/ports-shared-credentials';
import type { Database } from '../client.ts';
import type { Queryable } from './queryable.ts';
import { ADVISORY_LOCKS } from './registry-locks.ts';
import { runTransaction } from './transaction.ts';

/** Credentials that all processes send with, among the settings; times by the database's clock. */
export function createSharedCredentialStore({ pool }: Pick<Database, 'pool'>): SharedCredentialStore {
  return {
    find: (name) => findRow(pool, name),

    replace: (name, decide) =>
      runTransaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
          ADVISORY_LOCKS.credential,
          name,
        ]);
        const stored = await findRow(client, name);
        const now = stored?.now ?? (await readClock(client));
        const sealed = decide(stored, now);
        if (sealed === null) {
          if (stored === null) throw new Error(`There is no credential ${name} that could stay`);
          return stored;
        }
        await client.query(
          `INSERT INTO settings (name, value) VALUES ($1, jsonb_build_object('sealed', $2::jsonb, 'madeAt', $3::float8))
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`,
          [name, JSON.stringify(sealed), now.getTime() / 1000],
        );
        return { sealed, ageSeconds: 0, now, isHeld: false };
      }),

    async hold(name, seconds) {
      await pool.query(
        `UPDATE settings SET updated_at = now(), value = value
           || jsonb_build_object('heldUntil', extract(epoch FROM clock_timestamp())::float8 + $2::float8)
         WHERE name = $1`,
        [name, seconds],
      );
    },
  };
}

async function findRow(db: Queryable, name: string): Promise<SharedCredential | null> {
  const { rows } = await db.query<SharedCredential>(
    `SELECT value->'sealed' AS sealed, clock.now,
            extract(epoch FROM clock.now)::float8 - (value->>'madeAt')::float8 AS "ageSeconds",
            coalesce((value->>'heldUntil')::float8 > extract(epoch FROM clock.now), false) AS "isHeld"
     FROM settings, (SELECT clock_timestamp() AS now) AS clock WHERE name = $1`,
    [name],
  );
  return rows[0] ?? null;
}

async function readClock(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const [row] = rows;
  if (row === undefined) throw new Error('The database did not tell its time');
  return row.now;
}
