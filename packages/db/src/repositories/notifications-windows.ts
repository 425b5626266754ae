import type { OutcomeWindows, WindowCounts } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';

/** A window that has grown past this is halved, so that it always speaks of the last few hundred outcomes. */
const FULL_WINDOW = 400;

/** What was counted weighs half as much after this long: an old burst must not decide today. */
const HALF_LIFE_SECONDS = 900;

const FADED = `power(0.5, least(extract(epoch FROM clock_timestamp() - held.updated_at) / ${HALF_LIFE_SECONDS}, 60))
  * CASE WHEN held.total > ${FULL_WINDOW} THEN 0.5 ELSE 1 END`;
const COLUMNS = ['total', 'invalid', 'config', 'failing', 'mismatched'] as const;

const ADD = `
  INSERT INTO outcome_windows AS held (scope, ${COLUMNS.join(', ')}, updated_at)
  SELECT scope, ${COLUMNS.join(', ')}, clock_timestamp()
  FROM unnest($1::text[], ${COLUMNS.map((_, index) => `$${index + 2}::float8[]`).join(', ')})
    AS added (scope, ${COLUMNS.join(', ')})
  ORDER BY scope
  ON CONFLICT (scope) DO UPDATE SET
    ${COLUMNS.map((column) => `${column} = held.${column} * ${FADED} + EXCLUDED.${column}`).join(', ')},
    updated_at = clock_timestamp()
  RETURNING scope, ${COLUMNS.join(', ')}`;

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
          ...COLUMNS.map((column) => counts.map((count) => count[column])),
        ],
      });
      return rows;
    },
  };
}
