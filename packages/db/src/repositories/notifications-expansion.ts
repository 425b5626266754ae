import type { ExpansionStore, Recipient, StoredAudience } from '@carillon/notifications/ports';
import type pg from 'pg';
import type { Database } from '../client.ts';
import { audienceSql, CHANNEL_SQL, RECIPIENTS_FROM } from './notifications-recipients.ts';
import { runDeliveringTransaction, runTransaction } from './transaction.ts';

interface ExpandingRow {
  readonly audience: StoredAudience;
  readonly expanded_to: string | null;
  /** Who comes later is not addressed. */
  readonly sent_at: Date;
  readonly reserved_until: Date;
}

/** Fills `deliveries` from an audience inside the database: no device id travels here and back to be inserted. */
export function createExpansionStore({ pool }: Pick<Database, 'pool'>): ExpansionStore {
  return {
    expandPage: (id, page, enqueue) =>
      runDeliveringTransaction(pool, (client) => expandPage({ client, id, page, enqueue })),

    handOn: (id, enqueue) =>
      runTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          "UPDATE notifications SET updated_at = now() WHERE id = $1 AND status = 'expanding'",
          [id],
        );
        if (rowCount === 1) await enqueue(executorOf(client));
      }),
  };
}

type ExpandPage = Parameters<ExpansionStore['expandPage']>;
type SqlExecutor = Parameters<ExpandPage[2]>[1];

interface PageWork {
  readonly client: pg.PoolClient;
  readonly id: ExpandPage[0];
  readonly page: ExpandPage[1];
  readonly enqueue: ExpandPage[2];
}

async function expandPage({ client, id, page, enqueue }: PageWork): Promise<number | null> {
  // The row's lock makes two expansions of one notification take turns. Not a stronger one: whoever leases or writes rows of
  // earlier pages adds counts meanwhile, whose foreign key must not have to wait for this page.
  const { rows } = await client.query<ExpandingRow>(
    `SELECT audience, expanded_to, coalesce(send_at, created_at) AS sent_at,
            date_trunc('milliseconds', now() + $2 * interval '1 millisecond') AS reserved_until
     FROM notifications WHERE id = $1 AND status = 'expanding' FOR NO KEY UPDATE`,
    [id, page.reservationMs],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const recipients = await insertPage(client, { ...row, id, size: page.size });
  const isLast = recipients.length < page.size;
  await client.query(
    `UPDATE notifications SET status = $2, expanded_to = coalesce($3::uuid, expanded_to), updated_at = now()
     WHERE id = $1`,
    [id, isLast ? 'sending' : 'expanding', recipients.at(-1)?.deviceId ?? null],
  );
  if (recipients.length > 0)
    await enqueue({ recipients, reservedUntil: row.reserved_until }, executorOf(client));
  return recipients.length;
}

/** In the order of the devices' ids. */
async function insertPage(
  client: pg.PoolClient,
  { id, audience, size, ...row }: ExpandingRow & { readonly id: ExpandPage[0]; readonly size: number },
): Promise<Recipient[]> {
  const { condition, parameter } = audienceSql(audience);
  const { rows } = await client.query<Recipient>(
    `INSERT INTO deliveries (notification_id, device_id, channel, next_attempt_at)
     SELECT $2, recipient.id, recipient.channel, $3
     FROM (
       SELECT device.id, ${CHANNEL_SQL} AS channel FROM ${RECIPIENTS_FROM}
       WHERE ${condition} AND ($4::uuid IS NULL OR device.id > $4::uuid) AND device.created_at <= $5
       ORDER BY device.id LIMIT $6
     ) AS recipient
     ON CONFLICT (notification_id, device_id) DO NOTHING
     RETURNING device_id AS "deviceId", channel`,
    [parameter, id, row.reserved_until, row.expanded_to, row.sent_at, size],
  );
  return rows;
}

function executorOf(client: pg.PoolClient): SqlExecutor {
  return { query: (text, values) => client.query(text, [...values]) };
}
