import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFcmSimulator } from '../src/fcm/simulator.ts';
import type { FcmSimulator } from '../src/fcm/simulator-interface.ts';
import { post, send, sendOverHttp2, sendPath } from './fcm-sender.ts';

let simulator: FcmSimulator;
let token: string;
beforeAll(async () => {
  simulator = await startFcmSimulator({});
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(() => {
  simulator.putScript({ rules: [] });
  simulator.clearHits();
  token = simulator.mint({});
});

const detail = (type: string, members: object) =>
  expect.objectContaining({ '@type': `type.googleapis.com/${type}`, ...members });
const fcmError = (errorCode: string) => detail('google.firebase.fcm.v1.FcmError', { errorCode });
const badRequest = (field: string) =>
  detail('google.rpc.BadRequest', { fieldViolations: [expect.objectContaining({ field })] });

/** What an answer's error is expected to hold. */
const refused = (code: number, status: string, details: unknown[]) => ({
  status: code,
  json: { error: { code, status, message: expect.any(String), details: expect.arrayContaining(details) } },
});

describe('messages:send', () => {
  it('DIS-10: takes a message with all of its blocks, in either spelling, and keeps it as it came', async () => {
    const message = {
      token,
      data: { a: 'b' },
      notification: { title: 'T', body: 'B', image: 'https://example.com/i.png' },
      android: {
        collapse_key: 'key',
        priority: 'HIGH',
        ttl: '3.5s',
        notification: { channel_id: 'news', notification_count: 3, notification_priority: 'PRIORITY_MAX' },
        fcm_options: { analytics_label: 'x' },
      },
      apns: { headers: { 'apns-priority': '10' }, payload: { aps: { alert: 'x' } } },
      webpush: { notification: { any: ['thing'] } },
      fcm_options: { analytics_label: 'spring' },
    };
    const answer = await send(simulator, { message });
    expect(answer).toMatchObject({
      status: 200,
      json: { name: expect.stringMatching(/^projects\/carillon-simulator\/messages\/0:\d+%[0-9a-f]{16}$/) },
    });
    expect(simulator.messages(token)).toEqual([expect.objectContaining({ target: token, message })]);
    const camel = {
      token,
      android: { collapseKey: 'key', notification: { channelId: 'news' } },
      fcmOptions: {},
    };
    expect((await send(simulator, { validateOnly: false, message: camel })).status).toBe(200);
    expect(simulator.messages(token)[1]?.message).toMatchObject({
      android: { collapse_key: 'key', notification: { channel_id: 'news' } },
    });
  });

  it('DIS-10: validate_only delivers nothing', async () => {
    expect(await send(simulator, { validate_only: true, message: { token } })).toMatchObject({
      status: 200,
      json: { name: 'projects/carillon-simulator/messages/fake_message_id' },
    });
    expect(simulator.messages(token)).toEqual([]);
    expect(simulator.hits()).toMatchObject({ hits: 1, taken: 0 });
  });

  it.each([
    ['an unknown member', { unknown: 1 }, 'message'],
    [
      'an unknown member further in',
      { android: { notification: { colour: '#fff' } } },
      'message.android.notification',
    ],
    ['a number as data', { data: { a: 12 } }, 'message.data[0].value'],
    ['an object as data', { data: { a: 'x', b: {} } }, 'message.data[1].value'],
    ['a number as title', { notification: { title: 7 } }, 'message.notification.title'],
    ['a number as TTL', { android: { ttl: 3600 } }, 'message.android.ttl'],
    ['a TTL without its unit', { android: { ttl: '3600' } }, 'message.android.ttl'],
    ['a priority that is none', { android: { priority: 'urgent' } }, 'message.android.priority'],
    [
      'a text as count',
      { android: { notification: { notification_count: '3' } } },
      'message.android.notification.notification_count',
    ],
    ['a list as message', { apns: [] }, 'message.apns'],
  ])('DIS-10: refuses %s, and names the field', async (_title, members, field) => {
    const answer = await send(simulator, { message: { token, ...members } });
    expect(answer).toMatchObject(refused(400, 'INVALID_ARGUMENT', [badRequest(field)]));
    expect(simulator.hits()).toMatchObject({ taken: 0, targets: { [token]: { hits: 1 } } });
  });

  it.each([
    ['no recipient', { token: undefined }, 'message'],
    ['two recipients', { topic: 'news' }, 'message'],
    ['a key of its own', { data: { from: 'x' } }, 'message.data'],
    ['a key with its prefix', { data: { 'google.x': 'x' } }, 'message.data'],
    ['a TTL over four weeks', { android: { ttl: '2419201s' } }, 'message.android.ttl'],
    [
      'a label with blanks',
      { fcm_options: { analytics_label: 'a b' } },
      'message.fcm_options.analytics_label',
    ],
    ['an image without address', { notification: { image: '/i.png' } }, 'message.notification.image'],
  ])('DIS-10: refuses %s by FCM’s own code', async (_title, members, field) => {
    expect(await send(simulator, { message: { token, ...members } })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT', [fcmError('INVALID_ARGUMENT'), badRequest(field)]),
    );
  });

  it('DIS-10: 4096 bytes of data and notification, as the device’s system counts them', async () => {
    const message = (length: number) => ({ token, data: { a: 'x'.repeat(length) } });
    expect((await send(simulator, { message: message(4095) })).status).toBe(200);
    expect(await send(simulator, { message: message(4096) })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT', [fcmError('INVALID_ARGUMENT')]),
    );
    simulator.change(token, { platform: 'ios' });
    expect(await send(simulator, { message: message(4095) })).toMatchObject({
      json: { error: { message: 'iOS message is too big' } },
    });
  });

  it.each([
    ['an app that was removed', { registered: false }, 404, 'NOT_FOUND', 'UNREGISTERED'],
    ['an app of another project', { projectId: 'x' }, 403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH'],
    ['an app that Apple refuses', { apnsKeyRefused: true }, 401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'],
  ])('DIS-10: refuses %s', async (_title, registration, code, status, errorCode) => {
    simulator.change(token, registration);
    const expected = refused(code, status, [fcmError(errorCode)]);
    expect(await send(simulator, { message: { token } })).toMatchObject(expected);
  });

  it('DIS-10: a token that FCM could not have issued is told in words alone', async () => {
    expect(await send(simulator, { message: { token: 'nonsense' } })).toMatchObject({
      status: 400,
      json: {
        error: {
          message: 'The registration token is not a valid FCM registration token',
          details: [fcmError('INVALID_ARGUMENT')],
        },
      },
    });
  });

  it('DIS-10: without an access token, or with another’s, nothing is read', async () => {
    const request = { path: sendPath(simulator), headers: {}, body: JSON.stringify({ message: { token } }) };
    expect(await post(simulator, request)).toMatchObject({
      status: 401,
      json: { error: { details: [{ reason: 'CREDENTIALS_MISSING' }] } },
    });
    expect((await send(simulator, { message: { token } }, 'made-up')).status).toBe(401);
    expect(simulator.messages(token)).toEqual([]);
  });

  it('DIS-10: another project is not the account’s to send for, and other addresses are not there', async () => {
    const headers = { authorization: `Bearer ${simulator.issueAccessToken()}` };
    const body = JSON.stringify({ message: { token } });
    const elsewhere = await post(simulator, { path: '/v1/projects/other/messages:send', headers, body });
    expect(elsewhere).toMatchObject(
      refused(403, 'PERMISSION_DENIED', [
        detail('google.rpc.ErrorInfo', { reason: 'IAM_PERMISSION_DENIED' }),
      ]),
    );
    const unknown = await post(simulator, { path: '/fcm/send', headers, body });
    expect(unknown).toMatchObject({ status: 404, json: expect.stringContaining('<!DOCTYPE html>') });
  });

  it.each(['', '{', '[]', '"x"', '{"message": 7}', '{"message": {"token": 7}}'])(
    'DIS-10: %j is no message',
    async (body) => {
      expect(await send(simulator, body)).toMatchObject({
        status: 400,
        json: { error: { status: 'INVALID_ARGUMENT' } },
      });
    },
  );

  it('F-7: over HTTP/2 many at once, and GOAWAY by the script', async () => {
    simulator.putScript({
      rules: [{ name: 'away', match: { nth: { from: 20, per: 'rule' } }, answer: { goaway: true } }],
    });
    const bodies = Array.from({ length: 20 }, () => ({ message: { token } }));
    const { statuses, goAways } = await sendOverHttp2(simulator, bodies);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(goAways).toBe(1);
    expect(simulator.messages(token)).toHaveLength(20);
  });

  it('a rule takes a registration token, delivers or not, and stands beside the hit', async () => {
    const other = simulator.mint({});
    simulator.putScript({
      rules: [{ name: 'lost', match: { targets: [token] }, answer: { status: 503, deliver: true } }],
    });
    expect((await send(simulator, { message: { token, data: { notification_id: 'n1' } } })).status).toBe(503);
    expect((await send(simulator, { message: { token: other } })).status).toBe(200);
    expect(simulator.messages(token)).toHaveLength(1);
    expect(simulator.recentHits()).toMatchObject([
      { target: token, messageId: 'n1', outcome: 503, taken: true, rule: 'lost' },
      { target: other, messageId: null, outcome: 200, taken: true, rule: null },
    ]);
  });
});

describe('the control port of FCM', () => {
  it('mints, changes and shows as the simulator does', async () => {
    const { controlUrl } = simulator.settings;
    const ask = async (path: string, method: string, body?: object) => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await fetch(`${controlUrl}${path}`, {
        ...init,
        headers: { 'content-type': 'application/json' },
      });
      return response.status === 204 ? null : response.json();
    };
    expect(await ask('/settings', 'GET')).toEqual(simulator.settings);
    const { tokens } = (await ask('/tokens', 'POST', { count: 2 })) as { tokens: [string, string] };
    const path = `/tokens/${encodeURIComponent(tokens[0])}`;
    await send(simulator, { message: { token: tokens[0] } });
    expect(await ask(`${path}/messages`, 'GET')).toMatchObject({
      messages: [{ message: { token: tokens[0] } }],
    });
    expect(await ask(path, 'PUT', { registered: false })).toBeNull();
    expect((await send(simulator, { message: { token: tokens[0] } })).status).toBe(404);
    expect((await send(simulator, { message: { token: tokens[1] } })).status).toBe(200);
    expect(await ask(path, 'PUT', { registred: false })).toMatchObject({ detail: expect.any(String) });
    expect(await ask('/access-tokens', 'DELETE')).toBeNull();
    expect(await ask('/token-hits', 'GET')).toMatchObject({ hits: 0 });
    expect(await ask('/hits', 'GET')).toMatchObject({ hits: 3, taken: 2 });
  });
});
