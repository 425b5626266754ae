import type { AgentStore } from '@carillon/notifications/ports-agents';
import type { Database } from '../client.ts';
import { acknowledgeDelivery } from './ledger-ack.ts';
import { retryPassing } from './transaction.ts';

/** last_poll_at is in no index, so that the row stays on its page (a HOT update). */
const NOTE_POLL = `
  WITH polled AS (
    UPDATE devices SET last_poll_at = now()
    WHERE id = $1 AND kind = 'agent' AND revoked_at IS NULL
    RETURNING id, last_poll_at
  ), counted AS (
    INSERT INTO agent_activity (device_id, hour, polls)
    SELECT id, date_trunc('hour', now()), 1 FROM polled
    ON CONFLICT (device_id, hour) DO UPDATE SET polls = agent_activity.polls + 1
  )
  SELECT last_poll_at AS at FROM polled`;

/** @see AgentStore */
export function createAgentStore({ pool }: Pick<Database, 'pool'>): AgentStore {
  return {
    async notePoll(deviceId) {
      const { rows } = await retryPassing(() => pool.query<{ at: Date }>(NOTE_POLL, [deviceId]));
      return rows[0]?.at ?? null;
    },

    async isActive(deviceId) {
      const { rowCount } = await pool.query(
        "SELECT 1 FROM devices WHERE id = $1 AND kind = 'agent' AND revoked_at IS NULL",
        [deviceId],
      );
      return rowCount === 1;
    },

    acknowledge: (ack) => acknowledgeDelivery(pool, ack),
  };
}
