import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APNS_REASON_STATUS, type ApnsReason, apnsRefusal } from '../src/apns/reasons.ts';
import { startApnsSimulator } from '../src/apns/simulator.ts';
import type { ApnsSimulator } from '../src/apns/simulator-interface.ts';
import { type ApnsChanges, type ApnsConnection, openApns, providerToken } from './apns-sender.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 12);

let nowMs: number;
let simulator: ApnsSimulator;
let apns: ApnsConnection;
let token: string;

const jwtAged = (seconds: number) => providerToken(simulator, { iat: Math.floor(nowMs / 1000) - seconds });
const bearer = (jwt: string): ApnsChanges => ({ headers: { authorization: `bearer ${jwt}` } });

beforeEach(async () => {
  nowMs = NOW_MS;
  simulator = await startApnsSimulator({ now: () => nowMs });
  apns = openApns(simulator, { environment: 'production', jwt: jwtAged(0) });
  token = simulator.mint('production');
});
afterEach(async () => {
  await apns[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

describe('APNs, as senders see it', () => {
  it('DIS-10: takes a notification, gives its id back, and keeps what the device would get', async () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const headers = { 'apns-id': id, 'apns-collapse-id': 'score', 'apns-expiration': '1767400000' };
    const answer = await apns.send(token, { headers, body: '{"aps":{"badge":3},"url":"/x"}' });
    expect(answer).toMatchObject({ status: 200, headers: { 'apns-id': id }, body: {} });
    expect(simulator.notifications(token)).toEqual([
      {
        id,
        token,
        environment: 'production',
        receivedAtMs: NOW_MS,
        topic: 'com.example.carillon',
        pushType: 'alert',
        priority: 10,
        expiration: 1_767_400_000,
        collapseId: 'score',
        payload: { aps: { badge: 3 }, url: '/x' },
      },
    ]);
    expect(simulator.hits()).toMatchObject({ hits: 1, taken: 1, messageIds: { [id]: { taken: 1 } } });
  });

  it('a notification without an id gets one', async () => {
    const answer = await apns.send(token, { headers: { 'apns-id': null } });
    expect(answer.headers['apns-id']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it.each<[ApnsReason, string, ApnsChanges]>([
    ['BadMessageId', 'an id that is no UUID', { headers: { 'apns-id': 'one' } }],
    ['MissingTopic', 'no topic', { headers: { 'apns-topic': null } }],
    ['BadTopic', 'a topic that is none', { headers: { 'apns-topic': 'my app' } }],
    ['TopicDisallowed', 'a topic of somebody else', { headers: { 'apns-topic': 'com.example.other' } }],
    ['InvalidPushType', 'an unknown push type', { headers: { 'apns-push-type': 'shout' } }],
    ['BadPriority', 'a priority that is none', { headers: { 'apns-priority': '7' } }],
    ['BadPriority', 'an urgent background push', { headers: { 'apns-push-type': 'background' } }],
    ['BadExpirationDate', 'an expiration that is no time', { headers: { 'apns-expiration': 'soon' } }],
    ['BadCollapseId', 'a collapse id of 65 bytes', { headers: { 'apns-collapse-id': 'x'.repeat(65) } }],
    ['DuplicateHeaders', 'a header twice', { headers: { 'apns-collapse-id': ['a', 'b'] } }],
    ['PayloadEmpty', 'no payload', { body: '' }],
    ['PayloadEmpty', 'a payload that is no JSON', { body: '{"aps":' }],
    ['PayloadEmpty', 'a payload that is no object', { body: '[]' }],
    ['PayloadTooLarge', 'a payload of 4097 bytes', { body: `{"a":"${'x'.repeat(4097 - 8)}"}` }],
    ['PayloadTooLarge', 'a payload that never was one', { body: `{"a":"${'x'.repeat(9000)}"}` }],
    ['MissingDeviceToken', 'no token', { path: '/3/device/' }],
    ['BadDeviceToken', 'a token that is not hexadecimal', { path: `/3/device/${'z'.repeat(64)}` }],
    ['BadPath', 'another path', { path: '/2/device/00' }],
    ['MethodNotAllowed', 'another method', { method: 'PUT' }],
    ['MissingProviderToken', 'no authorization', { headers: { authorization: null } }],
    ['MissingProviderToken', 'authorization of another kind', { headers: { authorization: 'basic eDp5' } }],
    ['InvalidProviderToken', 'a JWT that is none', bearer('a.b.c')],
  ])('DIS-10: %s: %s', async (reason, _, changes) => {
    const answer = await apns.send(token, changes);
    expect(answer).toMatchObject({ status: APNS_REASON_STATUS[reason], body: { reason } });
    expect(simulator.notifications(token)).toEqual([]);
  });

  it('a payload of 4096 bytes is taken, and of 5120 for a call', async () => {
    const body = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await apns.send(token, { body: body(4096) })).status).toBe(200);
    const headers = { 'apns-push-type': 'voip' };
    expect((await apns.send(token, { headers, body: body(5120) })).status).toBe(200);
    expect((await apns.send(token, { headers, body: body(5121) })).status).toBe(413);
  });

  it('an unregistered token is 410 with the time since when, and a topic of another app is not its own', async () => {
    expect(simulator.unregister(token, { atMs: NOW_MS - 5000 })).toBe(true);
    expect(await apns.send(token, {})).toMatchObject({
      status: 410,
      body: { reason: 'Unregistered', timestamp: NOW_MS - 5000 },
    });
    simulator.unregister(token, { reason: 'ExpiredToken' });
    expect(await apns.send(token, {})).toMatchObject({
      status: 410,
      body: { reason: 'ExpiredToken', timestamp: NOW_MS },
    });
    expect(simulator.unregister('00', {})).toBe(false);
  });

  it('DIS-10: each host takes the tokens of its environment; one that nobody minted belongs where it is used first', async () => {
    await using development = openApns(simulator, { environment: 'development', jwt: jwtAged(0) });
    expect(await development.send(token, {})).toMatchObject({ body: { reason: 'BadDeviceToken' } });
    const madeUp = 'ab'.repeat(32);
    const taken = await development.send(madeUp, {});
    expect(taken).toMatchObject({ status: 200, headers: { 'apns-unique-id': expect.any(String) } });
    expect(await apns.send(madeUp.toUpperCase(), {})).toMatchObject({ body: { reason: 'BadDeviceToken' } });
  });

  it.each<[ApnsReason]>(Object.keys(APNS_REASON_STATUS).map((reason) => [reason as ApnsReason]))(
    'plays %s by a fault script, in the words of the service',
    async (reason) => {
      const answer = apnsRefusal(reason, {});
      simulator.putScript({ rules: [{ name: reason, match: { targets: [token] }, answer }] });
      expect(await apns.send(token, {})).toMatchObject({ status: answer.status, body: { reason } });
      expect(simulator.recentHits()).toMatchObject([{ target: token, rule: reason, taken: false }]);
    },
  );

  it('a fault script can name one host', async () => {
    const answer = apnsRefusal('InternalServerError', {});
    simulator.putScript({ rules: [{ name: 'down', match: { targets: ['development'] }, answer }] });
    await using development = openApns(simulator, { environment: 'development', jwt: jwtAged(0) });
    expect((await development.send(simulator.mint('development'), {})).status).toBe(500);
    expect((await apns.send(token, {})).status).toBe(200);
  });
});

describe('APNs’ provider tokens', () => {
  it('are good for an hour, by their own time of issue', async () => {
    const jwt = jwtAged(0);
    nowMs = NOW_MS + 60 * 60_000;
    expect((await apns.send(token, bearer(jwt))).status).toBe(200);
    nowMs += 1000;
    expect(await apns.send(token, bearer(jwt))).toMatchObject({ body: { reason: 'ExpiredProviderToken' } });
    expect(await apns.send(token, bearer(jwtAged(-600)))).toMatchObject({
      body: { reason: 'InvalidProviderToken' },
    });
  });

  it('may change only so often in 20 minutes', async () => {
    await using strict = await startApnsSimulator({
      now: () => nowMs,
      maxTokenUpdates: 1,
      keyPem: simulator.keyPem,
    });
    await using sender = openApns(strict, { environment: 'production', jwt: jwtAged(0) });
    expect((await sender.send(token, {})).status).toBe(200);
    nowMs = NOW_MS + 19 * 60_000;
    expect(await sender.send(token, bearer(jwtAged(0)))).toMatchObject({
      status: 429,
      body: { reason: 'TooManyProviderTokenUpdates' },
    });
    expect((await sender.send(token, {})).status).toBe(200);
    nowMs = NOW_MS + 20 * 60_000;
    expect((await sender.send(token, bearer(jwtAged(0)))).status).toBe(200);
    expect(strict.providerTokens()).toBe(2);
  });

  it.each<[string, Parameters<typeof providerToken>[1]]>([
    ['another key id', { kid: 'OTHERKEY01' }],
    ['another team', { iss: 'OTHERTEAM1' }],
    ['another algorithm', { alg: 'HS256' }],
    [
      'another key',
      {
        keyPem: generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      },
    ],
  ])('of %s are refused', async (_, changes) => {
    const iat = Math.floor(nowMs / 1000);
    expect(await apns.send(token, bearer(providerToken(simulator, { iat, ...changes })))).toMatchObject({
      status: 403,
      body: { reason: 'InvalidProviderToken' },
    });
  });

  it('of a key for one environment are refused by the other', async () => {
    await using scoped = await startApnsSimulator({ keyEnvironment: 'production' });
    await using development = openApns(scoped, { environment: 'development', jwt: providerToken(scoped) });
    expect(await development.send(scoped.mint('development'), {})).toMatchObject({
      status: 403,
      body: { reason: 'BadEnvironmentKeyIdInToken' },
    });
  });
});
