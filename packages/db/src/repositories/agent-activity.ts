import type { AgentActivity } from '@carillon/contracts/agents';
import { AGENT_LIMITS } from '@carillon/contracts/agents';
import type { DeviceId } from '@carillon/contracts/ids';
import type { AgentReads } from '@carillon/push/ports-agents';
import type { Queryable } from './queryable.ts';

/** SQL that tells whether the device `d` is online (SEC-10), by the database's clock, whose last_poll_at is too. */
export const IS_ONLINE = `
  (d.revoked_at IS NULL AND coalesce(d.last_poll_at >= now() - interval '${AGENT_LIMITS.onlineSeconds} seconds', false))`;

/**
 * The hours that began within the last 24, and the time in which the agent was polling: of each hour with a poll, what
 * passed of it since the agent was made and up to its last poll.
 */
const ACTIVITY = `
  WITH hours AS (
    SELECT hour, polls, messages, processed, failed,
      CASE WHEN polls > 0 THEN extract(epoch FROM
        least(hour + interval '1 hour', d.last_poll_at) - greatest(hour, d.created_at)) END AS seconds
    FROM agent_activity a JOIN devices d ON d.id = a.device_id
    WHERE a.device_id = $1 AND hour > now() - interval '24 hours'
  ), totals AS (
    SELECT coalesce(sum(polls), 0)::int AS polls, coalesce(sum(messages), 0)::int AS messages,
      coalesce(sum(processed), 0)::int AS processed, coalesce(sum(failed), 0)::int AS failed,
      greatest(sum(seconds), 0)::float8 AS seconds,
      coalesce(jsonb_agg(jsonb_build_object(
        'at', hour, 'polls', polls, 'processed', processed, 'failed', failed) ORDER BY hour), '[]') AS hours
    FROM hours
  )
  SELECT ${IS_ONLINE} AS online, d.last_poll_at AS "lastPollAt", d.last_ack_at AS "lastAckAt", totals.*,
    (SELECT max(expires_at) FROM agent_credentials
     WHERE device_id = d.id AND expires_at > now()) AS "previousSecretValidUntil"
  FROM devices d CROSS JOIN totals WHERE d.id = $1`;

type Row = Pick<
  AgentActivity,
  | 'online'
  | 'lastPollAt'
  | 'lastAckAt'
  | 'polls'
  | 'messages'
  | 'processed'
  | 'failed'
  | 'previousSecretValidUntil'
> & {
  readonly seconds: number | null;
  /** Within JSON, times are text. */
  readonly hours: readonly (Omit<AgentActivity['hours'][number], 'at'> & { readonly at: string })[];
};

/** @see AgentReads */
export function createAgentReads(db: Queryable): AgentReads {
  return {
    async activity(deviceId: DeviceId) {
      const { rows } = await db.query<Row>(ACTIVITY, [deviceId]);
      const row = rows[0];
      if (row === undefined) throw new Error('The device was deleted while it was looked at');
      return toActivity(row);
    },
  };
}

function toActivity({ seconds, hours, ...row }: Row): AgentActivity {
  const acknowledged = row.processed + row.failed;
  return {
    ...row,
    secondsBetweenPolls: row.polls < 2 || seconds === null ? null : seconds / row.polls,
    successRate: acknowledged === 0 ? null : row.processed / acknowledged,
    hours: hours.map(({ at, ...hour }) => ({ ...hour, at: new Date(at) })),
  };
}
