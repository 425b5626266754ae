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

/** $1: the agent, $2: since when. Without a grace, a rotation leaves no secret that is older than itself. */
const IS_ACTIVE = `
  SELECT 1 FROM devices device JOIN users owner ON owner.id = device.user_id
  WHERE device.id = $1 AND device.kind = 'agent' AND device.revoked_at IS NULL AND owner.disabled_at IS NULL
    AND NOT (
      EXISTS (SELECT 1 FROM agent_credentials WHERE device_id = device.id AND created_at > $2)
      AND NOT EXISTS (
        SELECT 1 FROM agent_credentials
        WHERE device_id = device.id AND created_at <= $2 AND (expires_at IS NULL OR expires_at > now())
      )
    )`;

/** @see AgentStore */
export function createAgentStore({ pool }: Pick<Database, 'pool'>): AgentStore {
  return {
    async notePoll(deviceId) {
      const { rows } = await retryPassing(() => pool.query<{ at: Date }>(NOTE_POLL, [deviceId]));
      return rows[0]?.at ?? null;
    },

    isActive: async (deviceId, since) => (await pool.query(IS_ACTIVE, [deviceId, since])).rowCount === 1,

    acknowledge: (ack) => acknowledgeDelivery(pool, ack),
  };
}
