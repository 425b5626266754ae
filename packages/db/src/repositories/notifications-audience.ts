import type { Channel } from '@carillon/contracts/providers';
import type { AudienceReader } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';
import { audienceSql, CHANNEL_SQL, RECIPIENTS_FROM } from './notifications-recipients.ts';

/** Questions about audiences, asked of the same rows that a message to them would be delivered to. */
export function createAudienceReader({ pool }: Pick<Database, 'pool'>): AudienceReader {
  return {
    async count(audience) {
      const { condition, parameter } = audienceSql(audience);
      const { rows } = await pool.query<{ channel: Channel; devices: number }>(
        `SELECT channel, count(*)::int AS devices
         FROM (SELECT ${CHANNEL_SQL} AS channel FROM ${RECIPIENTS_FROM} WHERE ${condition}) AS recipient
         GROUP BY channel ORDER BY channel`,
        [parameter],
      );
      return rows;
    },

    async reached(audience, channels) {
      const { condition, parameter } = audienceSql(audience);
      // Each asks for one device, so that the first that is found ends the search.
      const { rows } = await pool.query<{ channel: Channel }>(
        `SELECT channel FROM unnest($2::channel[]) AS channel
         WHERE EXISTS (
           SELECT 1 FROM ${RECIPIENTS_FROM}
           WHERE ${condition} AND ${CHANNEL_SQL} = channel
         )`,
        [parameter, channels],
      );
      return rows.map(({ channel }) => channel);
    },
  };
}
