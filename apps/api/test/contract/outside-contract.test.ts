import { appRouter } from '@carillon/trpc/router';
import { describe, expect, it } from 'vitest';
import { describeApi } from '../../src/http/openapi.ts';
import type { JsonSchema } from '../../src/openapi/json-schema.ts';
import { COMPONENTS } from '../../src/openapi/schema-book.ts';

/**
 * What clients of every kind rely on, line by line: the address, what may be sent (a body's or a query's members), with which status
 * it is answered, and the members of the answer. More may be taken and answered; nothing of this may go.
 */
type Line = readonly [method: string, path: string, takes: string, status: number, answers: string];

const USER_AND_TOKENS = 'user access_token refresh_token token_type expires_in';
const DEVICE =
  'id device_id kind platform name model os_version app_version tags status push last_seen_at last_poll_at ' +
  'last_ack_at created_at updated_at revoked_at user_id online';
const LINES: readonly Line[] = [
  ['POST', '/auth/register', 'email password name', 201, USER_AND_TOKENS],
  ['POST', '/auth/login', 'email password', 200, USER_AND_TOKENS],
  ['POST', '/auth/refresh', 'refresh_token', 200, USER_AND_TOKENS],
  ['POST', '/auth/logout', 'refresh_token device_id', 204, ''],
  ['GET', '/auth/me', '', 200, 'user'],
  ['POST', '/auth/pairings', 'device_id platform name model', 201, 'id code verifier expires_in'],
  ['POST', '/auth/pairings/confirm', 'code', 200, DEVICE],
  ['POST', '/auth/pairings/reject', 'code', 200, ''],
  ['GET', '/auth/pairings/{id}', 'verifier', 200, 'status'],
  ['POST', '/auth/pairings/{id}/exchange', 'verifier', 200, `${USER_AND_TOKENS} device`],
  [
    'POST',
    '/devices',
    'device_id platform name push_token provider environment model os_version app_version tags device_name',
    201,
    `${DEVICE} secret`,
  ],
  ['POST', '/devices', '', 200, DEVICE],
  ['GET', '/devices', 'status limit cursor tag', 200, 'devices next_cursor'],
  ['GET', '/devices/{id}', '', 200, DEVICE],
  ['PATCH', '/devices/{id}', 'name device_name tags muted_until', 200, DEVICE],
  ['DELETE', '/devices/{id}', '', 204, ''],
  ['POST', '/devices/{id}/revoke', '', 204, ''],
  ['PUT', '/devices/{id}/token', 'push_token provider environment', 200, 'success'],
  ['POST', '/devices/{id}/secret/rotate', 'grace_seconds', 200, 'secret previous_valid_until'],
  ['POST', '/devices/{id}/test', '', 202, 'notification_id'],
  ['POST', '/devices/bulk-revoke', 'ids', 200, 'results'],
  ['POST', '/devices/bulk-rename', 'names', 200, 'results'],
  ['POST', '/notifications/device-tokens', 'token device_id environment', 201, ''],
  ['DELETE', '/notifications/device-tokens/{device_id}', '', 204, ''],
  ['GET', '/push/vapid-public-key', '', 200, 'public_key'],
  ['POST', '/push/subscribe', 'endpoint keys user_agent device_id', 201, 'id device_id'],
  ['DELETE', '/push/subscribe', 'endpoint id', 204, ''],
  ['GET', '/push/subscriptions', 'limit cursor', 200, 'subscriptions next_cursor'],
  ['POST', '/push/test', 'title body', 202, ''],
  [
    'POST',
    '/notifications',
    'audience title body subtitle icon badge image sound tag url data actions category critical silent priority ' +
      'ttl_seconds collapse_key send_at',
    202,
    'id status',
  ],
  ['GET', '/notifications', 'limit cursor', 200, 'notifications next_cursor'],
  ['GET', '/notifications/{id}', '', 200, 'id status counts'],
  ['GET', '/notifications/{id}/deliveries', 'limit cursor', 200, 'deliveries next_cursor'],
  ['POST', '/notifications/{id}/cancel', '', 200, 'cancelled already_sent'],
  ['POST', '/events', 'type title body source image_url url data user_ids', 202, 'id'],
  ['GET', '/preferences', '', 200, 'quiet_hours categories sound'],
  ['PUT', '/preferences', 'quiet_hours categories sound', 200, 'quiet_hours categories sound'],
  ['GET', '/devices/{id}/preferences', '', 200, 'quiet_hours sound'],
  ['PUT', '/devices/{id}/preferences', 'quiet_hours sound', 200, 'quiet_hours sound'],
  ['GET', '/client/poll', 'since limit wait', 200, 'messages count polled_at next_poll_seconds'],
  ['POST', '/client/ack', 'delivery_id status reference error', 201, ''],
  ['POST', '/api-keys', 'name scopes expires_at', 201, 'id key prefix scopes'],
  ['GET', '/api-keys', 'limit cursor', 200, 'api_keys next_cursor'],
  ['DELETE', '/api-keys/{id}', '', 204, ''],
  ['POST', '/topics', 'name', 201, 'name'],
  ['GET', '/topics', 'limit cursor', 200, 'topics next_cursor'],
  ['DELETE', '/topics/{topic}', '', 204, ''],
  ['GET', '/topics/{topic}/members', 'limit cursor', 200, 'members next_cursor'],
  ['POST', '/topics/{topic}/members', 'user_ids', 200, 'changed'],
  ['DELETE', '/topics/{topic}/members', 'user_ids', 200, 'changed'],
  ['GET', '/settings', '', 200, 'sending'],
  ['PUT', '/settings', 'sending', 200, 'sending'],
  ['GET', '/audit', 'limit cursor', 200, 'events next_cursor'],
  ['GET', '/users', 'limit cursor', 200, 'users next_cursor'],
  ['GET', '/users/{id}', '', 200, 'id email name role'],
  ['PATCH', '/users/{id}', 'role disabled', 200, 'id role'],
  ['DELETE', '/users/{id}', '', 204, ''],
  ['GET', '/users/{id}/holdings', '', 200, 'devices'],
  ['PUT', '/users/{id}/external-id', 'external_id', 200, 'external_id'],
];

const { paths, components } = describeApi({ router: appRouter, apiUrl: 'http://localhost:4000' });

/** The members that an object has, in whichever of its alternatives. */
function membersOf(schema: JsonSchema | undefined): string[] {
  if (schema === undefined) return [];
  if (typeof schema.$ref === 'string')
    return membersOf(components.schemas[schema.$ref.replace(COMPONENTS, '')]);
  const parts = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) => (each ?? []) as JsonSchema[]);
  return [...Object.keys((schema.properties ?? {}) as object), ...parts.flatMap(membersOf)];
}

const words = (text: string): string[] => text.split(' ').filter(Boolean);

describe('the outside contract', () => {
  it.each(LINES)('API-1: %s %s takes «%s» and answers %i «%s»', (method, path, takes, status, answers) => {
    const operation = paths[`/api/v1${path}`]?.[method.toLowerCase()];
    const taken = [
      ...membersOf(operation?.requestBody?.content['application/json']?.schema),
      ...(operation?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
    ];
    expect(taken).toEqual(expect.arrayContaining(words(takes)));
    expect(Object.keys(operation?.responses ?? {})).toContain(String(status));
    const content = operation?.responses[String(status)]?.content;
    expect(membersOf(content?.['application/json']?.schema)).toEqual(expect.arrayContaining(words(answers)));
    expect(status === 204).toBe(content === undefined);
  });

  it('API-1: a device is described with all that it is made of', () => {
    const { push } = (components.schemas.Device?.properties ?? {}) as JsonSchema;
    expect(membersOf(push as JsonSchema)).toEqual(
      expect.arrayContaining(['provider', 'environment', 'health', 'last_delivered_at']),
    );
  });
});
