import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { startWebPushSimulator } from '../src/web-push/simulator.ts';
import type { MintedSubscription, WebPushSimulator } from '../src/web-push/simulator-interface.ts';
import { prepare, send } from './raw-sender.ts';

const JSON_HEADERS = { 'Content-Type': 'application/json' };

describe('the control port', () => {
  let simulator: WebPushSimulator;

  beforeAll(async () => {
    simulator = await startWebPushSimulator({});
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  async function call(method: string, path: string, body?: unknown) {
    const init = body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_HEADERS };
    const response = await fetch(`${simulator.settings.controlUrl}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  it('mints subscriptions, and tells what they received, decrypted', async () => {
    const sender = webPush.generateVAPIDKeys();
    const minted = await call('POST', '/subscriptions', { applicationServerKey: sender.publicKey, count: 2 });
    const subscriptions = minted.json.subscriptions as MintedSubscription[];
    expect(subscriptions).toHaveLength(2);
    const [first] = subscriptions;
    if (first === undefined) throw new TypeError('Two were minted');
    expect((await send(simulator, prepare(first, sender))).status).toBe(201);

    const received = await call('GET', `/subscriptions/${first.id}/messages`);
    expect(received.json).toMatchObject({
      messages: [{ payload: 'hello', undecryptable: null, ttlSeconds: 60 }],
    });
    const hits = await call('GET', '/hits');
    expect(hits.json).toMatchObject({ hits: 1, targets: { [first.id]: { taken: 1 } } });
    expect((await call('GET', '/hits/recent')).json).toMatchObject([{ target: first.id, outcome: 201 }]);
    expect((await call('DELETE', '/hits')).status).toBe(204);
    expect((await call('GET', '/hits')).json).toMatchObject({ hits: 0 });
  });

  it('puts and shows the script, and refuses one that is not valid, naming the member', async () => {
    const rules = [{ name: 'busy', match: {}, answer: { status: 503 } }];
    expect((await call('PUT', '/script', { rules })).status).toBe(204);
    expect((await call('GET', '/script')).json).toEqual({ rules });
    const refused = await call('PUT', '/script', {
      rules: [{ name: 'bad', match: {}, answer: { status: 1000 } }],
    });
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ path: 'rules.0.answer.status' }] } });
    expect((await call('GET', '/script')).json).toEqual({ rules });
    await call('PUT', '/script', { rules: [] });
  });

  it('WEB-10: expires a subscription', async () => {
    const sender = webPush.generateVAPIDKeys();
    const subscription = simulator.mint(sender.publicKey);
    expect((await call('POST', `/subscriptions/${subscription.id}/expire`, {})).status).toBe(204);
    expect((await send(simulator, prepare(subscription, sender))).status).toBe(410);
  });

  it('tells the settings to use it with', async () => {
    expect((await call('GET', '/settings')).json).toEqual(simulator.settings);
  });

  it.each([
    ['an unknown address', 'GET', '/nothing', 404],
    ['another method', 'POST', '/hits', 405],
    ['an unknown subscription', 'POST', '/subscriptions/nobody/expire', 404],
    ['the messages of an unknown subscription', 'GET', '/subscriptions/nobody/messages', 404],
  ])('%s is refused', async (_, method, path, status) => {
    expect((await call(method, path, method === 'POST' ? {} : undefined)).status).toBe(status);
  });

  it('a web page of another site can change nothing: a form post and a rebound name are refused', async () => {
    const url = `${simulator.settings.controlUrl}/subscriptions`;
    expect((await fetch(url, { method: 'POST', body: new URLSearchParams({ count: '1' }) })).status).toBe(
      415,
    );
    expect((await fetch(url, { method: 'POST' })).status).toBe(415);
    const status = await new Promise((resolve, reject) => {
      const rebound = request(url, { method: 'GET', headers: { Host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      rebound.on('error', reject);
      rebound.end();
    });
    expect(status).toBe(403);
  });
});
