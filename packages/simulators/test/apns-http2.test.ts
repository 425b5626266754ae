import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApnsSimulator } from '../src/apns/simulator.ts';
import type { ApnsSimulator } from '../src/apns/simulator-interface.ts';
import { type ApnsConnection, openApns, providerToken } from './apns-sender.ts';

let simulator: ApnsSimulator;
let apns: ApnsConnection;
let token: string;

beforeEach(async () => {
  simulator = await startApnsSimulator({});
  apns = openApns(simulator, { environment: 'production', jwt: providerToken(simulator) });
  token = simulator.mint('production');
});
afterEach(async () => {
  await apns[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const many = (count: number) => Array.from({ length: count }, () => apns.send(token, {}));

describe('APNs’ connections', () => {
  it('F-7: many streams at once on one connection', async () => {
    expect((await Promise.all(many(50))).map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(apns.session.remoteSettings.maxConcurrentStreams).toBe(1000);
    expect(simulator.sessions('production')).toMatchObject({ open: 1, opened: 1, streams: 50 });
    expect(simulator.sessions('development')).toMatchObject({ opened: 0 });
  });

  it('F-7: one stream at a time until the sender is known, many after that', async () => {
    await using strict = await startApnsSimulator({ initialStreams: 1, maxStreams: 20 });
    await using sender = openApns(strict, { environment: 'production', jwt: providerToken(strict) });
    await once(sender.session, 'remoteSettings');
    expect(sender.session.remoteSettings.maxConcurrentStreams).toBe(1);
    const raised = once(sender.session, 'remoteSettings');
    expect((await sender.send(token, {})).status).toBe(200);
    await raised;
    expect(sender.session.remoteSettings.maxConcurrentStreams).toBe(20);
  });

  it('F-7: a PING is answered and counted', async () => {
    await once(apns.session, 'connect');
    await new Promise((resolve) => apns.session.ping(resolve));
    expect(simulator.sessions('production').pings).toBe(1);
  });

  it('F-7: GOAWAY after so many streams names the last one; later ones are not processed', async () => {
    simulator.setGoAwayAfterStreams(3);
    await apns.send(token, {});
    const wentAway = once(apns.session, 'goaway');
    const outcomes = await Promise.allSettled(many(10));
    const [code, lastId, data] = await wentAway;
    expect([code, String(data)]).toEqual([0, '{"reason":"Shutdown"}']);
    // Streams of a client have odd ids, from 1 on.
    expect(lastId).toBe(5);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(simulator.hits()).toMatchObject({ hits: 3, taken: 3 });
    expect(simulator.sessions('production')).toMatchObject({ goAways: 1, streams: 3 });
  });

  it('F-7: GOAWAY on demand; what was under way is answered, and a new connection works', async () => {
    simulator.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 100 } }] });
    const slow = apns.send(token, {});
    await expect.poll(() => simulator.hits().open).toBe(1);
    expect(simulator.goAway()).toBe(1);
    expect((await slow).status).toBe(200);
    await expect.poll(() => simulator.sessions('production').open).toBe(0);
    await using next = openApns(simulator, { environment: 'production', jwt: providerToken(simulator) });
    expect((await next.send(token, {})).status).toBe(200);
    expect(simulator.sessions('production')).toMatchObject({ open: 1, opened: 2, goAways: 1 });
  });

  it('HTTP/1.1 is not spoken', async () => {
    const { APNS_PRODUCTION_URL } = simulator.settings.environment;
    await expect(fetch(APNS_PRODUCTION_URL)).rejects.toThrow();
  });
});

describe('the control port of APNs', () => {
  const call = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    const response = await fetch(`${simulator.settings.controlUrl}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  };

  it('mints tokens, tells what they got, and ends them', async () => {
    const minted = await call('POST', '/tokens', { environment: 'production', count: 2 });
    const [first] = minted.json.tokens as [string, string];
    expect((await apns.send(first, {})).status).toBe(200);
    const received = await call('GET', `/tokens/${first}/notifications`);
    expect(received.json.notifications).toMatchObject([{ payload: { aps: { alert: { title: 'Hello' } } } }]);
    expect((await call('POST', `/tokens/${first}/unregister`, { atMs: 5 })).status).toBe(204);
    expect(await apns.send(first, {})).toMatchObject({ status: 410, body: { timestamp: 5 } });
    expect((await call('POST', '/tokens/00/unregister', {})).status).toBe(404);
    expect((await call('GET', '/hits')).json).toMatchObject({ hits: 2, taken: 1 });
  });

  it('tells and changes what connections do, and the settings to paste', async () => {
    expect((await call('PUT', '/http2', { goAwayAfterStreams: 1 })).status).toBe(204);
    await apns.send(token, {});
    await expect.poll(async () => (await call('GET', '/http2')).json.production.goAways).toBe(1);
    expect((await call('POST', '/http2/goaway', {})).json).toEqual({ sessions: 0 });
    expect((await call('GET', '/settings')).json).toEqual(simulator.settings);
    const bad = await call('PUT', '/http2', { goAwayAfterStreams: 0 });
    expect(bad).toMatchObject({ status: 400, json: { errors: [{ path: 'goAwayAfterStreams' }] } });
  });
});
