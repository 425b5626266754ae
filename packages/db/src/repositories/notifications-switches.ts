import { SWITCHES_SETTING, type SwitchStore, switchesSchema } from '@carillon/push/dispatch/switches';
import type { Database } from '../client.ts';

/** The switches that turn sending off (DIS-9). */
export function createSwitchStore({ pool }: Pick<Database, 'pool'>): SwitchStore {
  return {
    async read() {
      const { rows } = await pool.query<{ value: unknown }>({
        name: 'switches_read',
        text: 'SELECT value FROM settings WHERE name = $1',
        values: [SWITCHES_SETTING],
      });
      return switchesSchema.parse(rows[0]?.value ?? {});
    },
  };
}
