import type { StoredAudience } from '@carillon/notifications/ports';

/** Which devices an audience means, as SQL over `device` whose one parameter, if it has any, is `$1`. */
export interface AudienceSql {
  readonly condition: string;
  readonly parameter: readonly string[] | string | boolean;
}

/**
 * Devices that are named are taken even if they are revoked, so that the history says why they got nothing; otherwise
 * an audience is its active devices. Anonymous subscriptions get broadcasts only (WEB-3).
 *
 * @throws {TypeError} for an audience without a member, which the contract refuses
 */
export function audienceSql(audience: StoredAudience): AudienceSql {
  if (audience.deviceIds) return { condition: 'device.id = ANY($1::uuid[])', parameter: audience.deviceIds };
  const { condition, parameter } = activeSql(audience);
  return { condition: `${condition} AND device.revoked_at IS NULL`, parameter };
}

function activeSql({ userIds, externalIds, topicId, tags, ownerId, broadcast }: StoredAudience): AudienceSql {
  if (userIds) return { condition: 'device.user_id = ANY($1::uuid[])', parameter: userIds };
  if (externalIds)
    return { condition: `device.user_id IN (${USERS_OF_EXTERNAL_IDS})`, parameter: externalIds };
  if (topicId !== undefined)
    return { condition: `device.user_id IN (${MEMBERS_OF_TOPIC})`, parameter: topicId };
  if (tags && ownerId !== undefined) {
    return { condition: OWN_WITH_TAGS, parameter: JSON.stringify({ tags, ownerId }) };
  }
  if (tags) return { condition: 'device.tags && $1::text[] AND device.user_id IS NOT NULL', parameter: tags };
  if (broadcast) return { condition: '$1::boolean', parameter: true };
  throw new TypeError('The audience names nobody');
}

const USERS_OF_EXTERNAL_IDS = 'SELECT id FROM users WHERE external_id = ANY($1::text[])';

/** By the topic's id, so that the planner knows how large this topic is and not how large topics are. */
const MEMBERS_OF_TOPIC = 'SELECT user_id FROM topic_members WHERE topic_id = $1::uuid';

const OWN_WITH_TAGS = `device.user_id = ($1::jsonb->>'ownerId')::uuid
  AND device.tags && ARRAY(SELECT jsonb_array_elements_text($1::jsonb->'tags'))`;

/** The way to a device: its active token's provider or, for one that has none now, the one that its platform uses. Agents fetch. */
export const CHANNEL_SQL = `coalesce(
  token.provider::text,
  CASE device.platform WHEN 'ios' THEN 'apns' WHEN 'android' THEN 'fcm' WHEN 'agent' THEN 'inbox' ELSE 'webpush' END
)::channel`;

/** What {@link CHANNEL_SQL} and {@link audienceSql} speak of. */
export const RECIPIENTS_FROM = `devices device
  LEFT JOIN push_tokens token ON token.device_id = device.id AND token.active`;
