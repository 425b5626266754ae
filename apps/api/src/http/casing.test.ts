import { AppError } from '@carillon/contracts/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { camelToSnake, pathAsWritten, snakeToCamel, toCamelCase, toSnakeCase } from './casing.ts';

const camelName = fc.stringMatching(/^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+){0,3}$/);

describe('casing', () => {
  it('API-1: every camelCase name survives the way to snake_case and back', () => {
    fc.assert(
      fc.property(camelName, (name) => {
        expect(snakeToCamel(camelToSnake(name))).toBe(name);
      }),
    );
    expect(camelToSnake('p256dh')).toBe('p256dh');
    expect(snakeToCamel('_private')).toBe('_private');
  });

  it('API-1: renames at every depth and in lists, leaves dates, and never looks into `data`', () => {
    const at = new Date(0);
    const answer = { deviceId: 'a_b', push: [{ lastDeliveredAt: at }], data: { userId: { innerName: 1 } } };
    expect(toSnakeCase(answer)).toEqual({
      device_id: 'a_b',
      push: [{ last_delivered_at: at }],
      data: { userId: { innerName: 1 } },
    });
    expect(toCamelCase({ user_ids: [{ a_b: 1 }], data: { keep_me: 1 } })).toEqual({
      userIds: [{ aB: 1 }],
      data: { keep_me: 1 },
    });
  });

  it('API-1: takes camelCase requests as they are', () => {
    expect(toCamelCase({ deviceId: 1, push_token: 2 })).toEqual({ deviceId: 1, pushToken: 2 });
  });

  it('API-2: refuses one member in two spellings, by name', () => {
    expect(() => toCamelCase({ device_id: 'a', deviceId: 'b' })).toThrow(AppError);
  });

  it('has no members that reach a prototype', () => {
    const renamed = toCamelCase(JSON.parse('{"__proto__": {"is_admin": true}}'));
    expect(Object.getPrototypeOf(renamed)).toBe(Object.prototype);
    expect((renamed as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it.each([
    ['deviceId', { device_id: 1 }, 'device_id'],
    ['deviceId', { deviceId: 1 }, 'deviceId'],
    ['deviceId', {}, 'device_id'],
    ['audience.userIds.0', { audience: { user_ids: [1] } }, 'audience.user_ids.0'],
    ['oldKeys.authSecret', { oldKeys: { auth_secret: 1 } }, 'oldKeys.auth_secret'],
    ['data.someName', { data: {} }, 'data.someName'],
    ['', {}, ''],
  ])('API-2: the path %s of %j is told as %s', (path, request, expected) => {
    expect(pathAsWritten(path, request)).toBe(expected);
  });
});
