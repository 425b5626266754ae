import type { Audience } from '@carillon/contracts/notifications';

/** Which devices an audience means, as SQL over `device` whose one parameter, if it has any, is `$1`. */
export interface AudienceSql {
  readonly condition: string;
  readonly parameter: readonly string[] | boolean;
}

/**
 * Devices that are named are taken even if they are revoked, so that the history says why they got nothing; otherwise
 * an audience is its active devices.
 *
 * @throws {TypeError} for an audience without a member, which the contract refuses
 */
export function audienceSql(audience: Audience): AudienceSql {
  const { userIds, deviceIds, broadcast } = audience;
  if (deviceIds) return { condition: 'device.id = ANY($1::uuid[])', parameter: deviceIds };
  if (userIds) {
    return {
      condition: 'device.user_id = ANY($1::uuid[]) AND device.revoked_at IS NULL',
      parameter: userIds,
    };
  }
  if (broadcast) return { condition: '$1::boolean AND device.revoked_at IS NULL', parameter: true };
  throw new TypeError('The audience names nobody');
}

/** The way to a device: its active token's provider or, for one that has none now, the one that its platform uses. */
export const CHANNEL_SQL = `coalesce(
  token.provider::text,
  CASE device.platform WHEN 'ios' THEN 'apns' WHEN 'android' THEN 'fcm' ELSE 'webpush' END
)::channel`;

/** What {@link CHANNEL_SQL} and {@link audienceSql} speak of. */
export const RECIPIENTS_FROM = `devices device
  LEFT JOIN push_tokens token ON token.device_id = device.id AND token.active`;
