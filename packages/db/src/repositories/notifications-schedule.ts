import type { DueNotification, ScheduleStore } from '@carillon/notifications/ports-schedule';
import type { Database } from '../client.ts';
import { toTransaction } from './notifications.ts';
import { runDeliveringTransaction } from './transaction.ts';

/** Scheduled notifications, by the database's clock (F-11). */
export function createScheduleStore({ pool }: Pick<Database, 'pool'>): ScheduleStore {
  return {
    startNext: (passedOver, start) =>
      runDeliveringTransaction(pool, async (client) => {
        // What another worker starts is passed over; what is being cancelled too, and is no longer scheduled then.
        const { rows } = await client.query<DueNotification>(
          `SELECT id, audience FROM notifications
           WHERE status = 'scheduled' AND send_at <= now() AND id <> ALL($1::uuid[])
           ORDER BY send_at, id LIMIT 1
           FOR UPDATE SKIP LOCKED`,
          [passedOver],
        );
        const due = rows[0];
        if (due === undefined) return false;
        const status = await start(toTransaction(client), due);
        await client.query('UPDATE notifications SET status = $2, updated_at = now() WHERE id = $1', [
          due.id,
          status,
        ]);
        return true;
      }),
  };
}
