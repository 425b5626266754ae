import type { Leftover, RetentionStore } from '@carillon/notifications/retention';
import type { Database } from '../client.ts';

const BATCH_ROWS = 5_000;
const BATCH_NOTIFICATIONS = 200;

const older = (column: string, age: string): string => `${column} < now() - interval '${age}'`;

/**
 * What is removed without further ado, by its condition. Sessions and refresh tokens stay for a week after their end, so that
 * a token that is used again is still known for what it was.
 */
const PLAIN: Readonly<Record<Exclude<Leftover, 'notifications' | 'audit_events'>, string>> = {
  sessions: `${older('expires_at', '7 days')} OR ${older('revoked_at', '30 days')}`,
  refresh_tokens: older('expires_at', '7 days'),
  outcome_history: older('at', '400 days'),
  outcome_windows: older('updated_at', '7 days'),
  scope_gates: `${older('until', '1 day')} AND ${older('updated_at', '1 day')}`,
  send_paces: older('next_at', '1 day'),
  rate_limits: 'expire < extract(epoch FROM now()) * 1000',
  signature_nonces: 'expires_at < now()',
  agent_credentials: 'expires_at < now()',
  agent_activity: older('hour', '30 days'),
  pairings: older('expires_at', '1 hour'),
};

/**
 * The rows of the oldest notifications that are over, and none of which waits for anything. They go first, in batches; a
 * notification goes when it has none any more, since a cascade would remove a million at once.
 */
const OVER = `
  SELECT id FROM notifications
  WHERE expires_at < now() - $1 * interval '1 day' AND status IN ('done', 'cancelled') AND (
    SELECT coalesce(sum(devices), 0) FROM notification_counts held
    WHERE held.notification_id = notifications.id AND held.state IN ('pending', 'sending')
  ) = 0
  ORDER BY expires_at LIMIT ${BATCH_NOTIFICATIONS}`;

const REMOVE_DELIVERIES = `
  WITH old AS MATERIALIZED (
    SELECT notification_id, device_id FROM deliveries
    WHERE notification_id = ANY($1::uuid[]) AND next_attempt_at IS NULL LIMIT ${BATCH_ROWS}
    FOR UPDATE SKIP LOCKED
  )
  DELETE FROM deliveries delivery USING old
  WHERE delivery.notification_id = old.notification_id AND delivery.device_id = old.device_id`;

const REMOVE_NOTIFICATIONS = `
  DELETE FROM notifications WHERE id = ANY($1::uuid[])
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE notification_id = notifications.id)`;

const OLD_AUDIT_EVENT = "created_at < now() - $1 * interval '1 day'";

/** @see RetentionStore */
export function createRetentionStore({ pool }: Pick<Database, 'pool'>): RetentionStore {
  const removeNotifications = async (historyDays: number): Promise<number> => {
    const { rows } = await pool.query<{ id: string }>(OVER, [historyDays]);
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => id);
    const deliveries = await pool.query(REMOVE_DELIVERIES, [ids]);
    if (deliveries.rowCount === BATCH_ROWS) return BATCH_ROWS;
    const notifications = await pool.query(REMOVE_NOTIFICATIONS, [ids]);
    return (deliveries.rowCount ?? 0) + (notifications.rowCount ?? 0);
  };

  const removeWhere = async (
    kind: Leftover,
    condition: string,
    parameters: readonly number[],
  ): Promise<number> => {
    const { rowCount } = await pool.query(
      `DELETE FROM ${kind} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${kind} WHERE ${condition} LIMIT ${BATCH_ROWS}))`,
      [...parameters],
    );
    return rowCount ?? 0;
  };

  return {
    kinds: ['notifications', 'audit_events', ...(Object.keys(PLAIN) as (keyof typeof PLAIN)[])],
    removeSome: async (kind, { historyDays, auditDays }) => {
      if (kind === 'notifications') return removeNotifications(historyDays);
      if (kind === 'audit_events') return removeWhere(kind, OLD_AUDIT_EVENT, [auditDays]);
      return removeWhere(kind, PLAIN[kind], []);
    },
  };
}
