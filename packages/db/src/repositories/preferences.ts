import type { Preferences, QuietHours } from '@carillon/contracts/preferences';
import type { PreferenceStore } from '@carillon/notifications/ports-preferences';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Database } from '../client.ts';
import {
  EFFECTIVE_PREFERENCES,
  fromQuietHours,
  PREFERENCE_JOINS,
  type StoredQuietHours,
  toQuietHours,
} from './preferences-effective.ts';

interface PreferencesRow extends Omit<Preferences, 'quietHours'> {
  readonly quietHours: StoredQuietHours | null;
}

interface DevicePreferencesRow extends PreferencesRow {
  readonly ownQuietHours: StoredQuietHours | null;
  readonly ownSound: boolean | null;
}

const FIND = `
  SELECT categories, quiet_hours AS "quietHours", coalesce(sound, true) AS sound
  FROM preferences WHERE user_id = $1 AND device_id IS NULL`;

/** Each member comes with whether it is given: one that is not must not undo what another request changes now. */
const SAVE = `
  INSERT INTO preferences AS kept (id, user_id, categories, quiet_hours, sound, updated_at)
  VALUES ($1, $2, $4, $6, $8, now())
  ON CONFLICT (user_id) WHERE device_id IS NULL DO UPDATE SET
    categories = CASE WHEN $3 THEN excluded.categories ELSE kept.categories END,
    quiet_hours = CASE WHEN $5 THEN excluded.quiet_hours ELSE kept.quiet_hours END,
    sound = CASE WHEN $7 THEN excluded.sound ELSE kept.sound END,
    updated_at = excluded.updated_at
  RETURNING categories, quiet_hours AS "quietHours", coalesce(sound, true) AS sound`;

const FIND_FOR_DEVICE = `
  SELECT ${EFFECTIVE_PREFERENCES}, own.quiet_hours AS "ownQuietHours", own.sound AS "ownSound"
  FROM devices device ${PREFERENCE_JOINS}
  WHERE device.id = $1 AND device.user_id IS NOT DISTINCT FROM $2`;

const SAVE_FOR_DEVICE = `
  INSERT INTO preferences AS kept (id, user_id, device_id, quiet_hours, sound, updated_at)
  SELECT $1, user_id, id, $5, $7, now() FROM devices WHERE id = $2 AND user_id = $3
  ON CONFLICT (device_id) DO UPDATE SET
    quiet_hours = CASE WHEN $4 THEN excluded.quiet_hours ELSE kept.quiet_hours END,
    sound = CASE WHEN $6 THEN excluded.sound ELSE kept.sound END,
    updated_at = excluded.updated_at`;

/** @see PreferenceStore */
export function createPreferenceStore({ pool }: Pick<Database, 'pool'>): PreferenceStore {
  return {
    async find(userId) {
      const { rows } = await pool.query<PreferencesRow>(FIND, [userId]);
      return rows[0] === undefined ? null : toPreferences(rows[0]);
    },

    async save(userId, { categories, quietHours, sound }) {
      const { rows } = await pool.query<PreferencesRow>(SAVE, [
        ...[uuidv7(), userId],
        ...[categories !== undefined, categories == null ? null : JSON.stringify(categories)],
        ...[quietHours !== undefined, asJson(quietHours)],
        ...[sound !== undefined, sound ?? null],
      ]);
      const [saved] = rows;
      if (saved === undefined) throw new Error('Saving preferences gave nothing back');
      return toPreferences(saved);
    },

    async findForDevice({ id, userId }) {
      const { rows } = await pool.query<DevicePreferencesRow>(FIND_FOR_DEVICE, [id, userId]);
      const [row] = rows;
      if (row === undefined) return null;
      return {
        quietHours: toQuietHours(row.ownQuietHours),
        sound: row.ownSound,
        effective: toPreferences(row),
      };
    },

    async saveForDevice({ id, userId }, { quietHours, sound }) {
      const { rowCount } = await pool.query(SAVE_FOR_DEVICE, [
        ...[uuidv7(), id, userId],
        ...[quietHours !== undefined, asJson(quietHours)],
        ...[sound !== undefined, sound ?? null],
      ]);
      return rowCount === 1;
    },
  };
}

function toPreferences({ categories, quietHours, sound }: PreferencesRow): Preferences {
  return { categories, quietHours: toQuietHours(quietHours), sound };
}

function asJson(quietHours: QuietHours | null | undefined): string | null {
  return quietHours == null ? null : JSON.stringify(fromQuietHours(quietHours));
}
