import type { Audience } from '@carillon/contracts/notifications';
import type { ExpansionStore, Recipient } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';
import { audienceSql, CHANNEL_SQL, RECIPIENTS_FROM } from './notifications-recipients.ts';
import { runTransaction } from './transaction.ts';

interface ExpandingRow {
  readonly audience: Audience;
  readonly expanded_to: string | null;
  readonly created_at: Date;
  readonly reserved_until: Date;
}

/** Fills `deliveries` from an audience inside the database: no device id travels here and back to be inserted. */
export function createExpansionStore({ pool }: Pick<Database, 'pool'>): ExpansionStore {
  return {
    expandPage: (id, { size, reservationMs }, enqueue) =>
      runTransaction(pool, async (client) => {
        // The row's lock makes two expansions of one notification take turns.
        const { rows } = await client.query<ExpandingRow>(
          `SELECT audience, expanded_to, created_at,
                  date_trunc('milliseconds', now() + $2 * interval '1 millisecond') AS reserved_until
           FROM notifications WHERE id = $1 AND status = 'expanding' FOR UPDATE`,
          [id, reservationMs],
        );
        const row = rows[0];
        if (row === undefined) return null;
        const { condition, parameter } = audienceSql(row.audience);
        const page = await client.query<Recipient>(
          `INSERT INTO deliveries (notification_id, device_id, channel, next_attempt_at)
           SELECT $2, recipient.id, recipient.channel, $3
           FROM (
             SELECT device.id, ${CHANNEL_SQL} AS channel FROM ${RECIPIENTS_FROM}
             WHERE device.kind = 'push' AND ${condition}
               AND ($4::uuid IS NULL OR device.id > $4::uuid) AND device.created_at <= $5
             ORDER BY device.id LIMIT $6
           ) AS recipient
           ON CONFLICT (notification_id, device_id) DO NOTHING
           RETURNING device_id AS "deviceId", channel`,
          [parameter, id, row.reserved_until, row.expanded_to, row.created_at, size],
        );
        const recipients = page.rows;
        const isLast = recipients.length < size;
        await client.query(
          `UPDATE notifications SET status = $2, expanded_to = coalesce($3::uuid, expanded_to), updated_at = now()
           WHERE id = $1`,
          [id, isLast ? 'sending' : 'expanding', recipients.at(-1)?.deviceId ?? null],
        );
        if (recipients.length > 0) {
          const executor = {
            query: (text: string, values: readonly unknown[]) => client.query(text, [...values]),
          };
          await enqueue({ recipients, reservedUntil: row.reserved_until }, executor);
        }
        return recipients.length;
      }),
  };
}
