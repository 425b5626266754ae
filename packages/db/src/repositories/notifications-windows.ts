import type { OutcomeWindows, WindowCounts } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';

/** A window that has grown past this is halved, so that it always speaks of the last few hundred outcomes. */
const FULL_WINDOW = 400;

const faded = (column: string): string =>
  `${column} = held.${column} * (CASE WHEN held.total > $6 THEN 0.5 ELSE 1 END) + EXCLUDED.${column}`;

const ADD = `
  INSERT INTO outcome_windows AS held (scope, total, invalid, config, failing)
  SELECT scope, total, invalid, config, failing
  FROM unnest($1::text[], $2::float8[], $3::float8[], $4::float8[], $5::float8[])
    AS added (scope, total, invalid, config, failing)
  ORDER BY scope
  ON CONFLICT (scope) DO UPDATE SET
    ${faded('total')}, ${faded('invalid')}, ${faded('config')}, ${faded('failing')}, updated_at = now()
  RETURNING scope, total, invalid, config, failing`;

/** The shared sample of outcomes. One statement; scopes are touched in order, so that batches never deadlock. */
export function createOutcomeWindows({ pool }: Pick<Database, 'pool'>): OutcomeWindows {
  return {
    async add(counts) {
      if (counts.length === 0) return [];
      const { rows } = await pool.query<WindowCounts>({
        name: 'outcome_windows_add',
        text: ADD,
        values: [
          counts.map(({ scope }) => scope),
          counts.map(({ total }) => total),
          counts.map(({ invalid }) => invalid),
          counts.map(({ config }) => config),
          counts.map(({ failing }) => failing),
          FULL_WINDOW,
        ],
      });
      return rows;
    },
  };
}
