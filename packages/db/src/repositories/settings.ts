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
    async list() {
      const { rows } = await pool.query<{ name: string; value: unknown }>(
        'SELECT name, value FROM settings ORDER BY name',
      );
      return rows;
    },
    async findOrCreate(name, value) {
      // The key decides who was first, whatever process asked; everybody reads what the first one stored.
      await pool.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
        name,
        JSON.stringify(value),
      ]);
      return find(name);
    },
    async save(name, value) {
      await pool.query(
        `INSERT INTO settings (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()`,
        [name, JSON.stringify(value)],
      );
    },
    async replace(name, previous, next) {
      const { rowCount } = await pool.query(
        'UPDATE settings SET value = $3, updated_at = now() WHERE name = $1 AND value = $2::jsonb',
        [name, JSON.stringify(previous), JSON.stringify(next)],
      );
      return rowCount === 1;
    },
  };
}
