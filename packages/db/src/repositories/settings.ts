import type { SettingStore } from '@carillon/push/ports';
import type { Database } from '../client.ts';

/** Values that are decided once for the whole installation, such as the VAPID pair (WEB-1). */
export function createSettingStore({ pool }: Pick<Database, 'pool'>): SettingStore {
  const find = async (name: string): Promise<unknown> => {
    const { rows } = await pool.query<{ value: unknown }>('SELECT value FROM settings WHERE name = $1', [
      name,
    ]);
    return rows[0]?.value ?? null;
  };
  return {
    find,
    async findOrCreate(name, value) {
      // The key decides who was first, whatever process asked; everybody reads what the first one stored.
      await pool.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
        name,
        JSON.stringify(value),
      ]);
      return find(name);
    },
  };
}
