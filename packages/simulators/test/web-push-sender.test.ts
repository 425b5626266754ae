import { Agent } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { startWebPushSimulator } from '../src/web-push/simulator.ts';
import type { MintedSubscription, WebPushSimulator } from '../src/web-push/simulator-interface.ts';
import { openHttp2, prepare, type RawRequest, type Sender, SUBJECT, send } from './raw-sender.ts';

describe('the push service, as application servers see it', () => {
  let simulator: WebPushSimulator;
  let sender: Sender;
  let subscription: MintedSubscription;

  beforeAll(async () => {
    simulator = await startWebPushSimulator({});
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => {
    simulator.putScript({ rules: [] });
    simulator.clearHits();
    sender = webPush.generateVAPIDKeys();
    subscription = simulator.mint(sender.publicKey);
  });

  async function changed(change: (raw: RawRequest) => void) {
    const raw = prepare(subscription, sender);
    change(raw);
    return send(simulator, raw);
  }

  it('WEB-9: what the web-push package encrypts is accepted with 201 and a Location, and decrypts to the same text', async () => {
    const agent = new Agent({ ca: simulator.caPem });
    const text = JSON.stringify({ title: 'Dinner — 7 pm 🔔' });
    const options = { agent, TTL: 60, urgency: 'high' as const, topic: 'dinner' };
    const vapidDetails = { subject: SUBJECT, ...sender };
    const answer = await webPush.sendNotification(subscription, text, { ...options, vapidDetails });
    agent.destroy();

    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toMatch(`${simulator.settings.origin}/message/`);
    expect(simulator.messages(subscription.id)).toMatchObject([
      { payload: text, undecryptable: null, urgency: 'high', topic: 'dinner', ttlSeconds: 60 },
    ]);
    expect(simulator.hits()).toMatchObject({
      hits: 1,
      taken: 1,
      distinctTargetsTaken: 1,
      targets: { [subscription.id]: { hits: 1, outcomes: { 201: 1 } } },
      messageIds: { dinner: { hits: 1 } },
    });
  });

  it('speaks HTTP/2 by ALPN, many messages on one session', async () => {
    await using session = openHttp2(simulator);
    const raw = prepare(subscription, sender);
    const answers = await Promise.all(Array.from({ length: 20 }, () => session.send(raw)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(201));
    expect(simulator.recentHits().map((hit) => hit.details.protocol)).toEqual(Array(20).fill('h2'));
    await expect.poll(() => simulator.hits().open).toBe(0);
    expect(simulator.hits().peakOpen).toBeGreaterThan(1);
  });

  it('an empty message is delivered without a payload', async () => {
    const answer = await changed((raw) => {
      raw.body = Buffer.alloc(0);
      for (const name of ['Content-Encoding', 'Content-Length', 'Content-Type']) delete raw.headers[name];
    });
    expect(answer.status).toBe(201);
    expect(simulator.messages(subscription.id)).toMatchObject([{ payload: null, undecryptable: null }]);
  });

  it('a message encrypted for other keys is accepted, as a push service cannot tell, and reported as undecryptable', async () => {
    const other = simulator.mint(sender.publicKey);
    const raw = prepare(other, sender);
    expect((await send(simulator, { ...raw, url: subscription.endpoint })).status).toBe(201);
    expect(simulator.messages(subscription.id)).toMatchObject([
      { payload: null, undecryptable: 'A record does not authenticate' },
    ]);
  });

  it.each([
    ['no TTL', (raw: RawRequest) => delete raw.headers.TTL],
    ['a TTL that is not a number', (raw: RawRequest) => (raw.headers.TTL = 'soon')],
    ['an unknown Urgency', (raw: RawRequest) => (raw.headers.Urgency = 'extreme')],
    ['a Topic longer than 32 characters', (raw: RawRequest) => (raw.headers.Topic = 'x'.repeat(33))],
    ['a Topic outside base64url', (raw: RawRequest) => (raw.headers.Topic = 'a b')],
    ['another Content-Encoding', (raw: RawRequest) => (raw.headers['Content-Encoding'] = 'aesgcm')],
  ])('WEB-9: %s is refused with 400, and nothing is delivered', async (_, change) => {
    expect((await changed(change)).status).toBe(400);
    expect(simulator.messages(subscription.id)).toEqual([]);
  });

  it('WEB-9: a body of 4096 bytes is taken, one byte more is refused with 413', async () => {
    const sized = (bytes: number) => (raw: RawRequest) => {
      raw.body = Buffer.alloc(bytes, 1);
      raw.headers['Content-Length'] = String(bytes);
    };
    expect((await changed(sized(4096))).status).toBe(201);
    expect((await changed(sized(4097))).status).toBe(413);
  });

  it('WEB-9: a missing Authorization is refused with 401', async () => {
    expect((await changed((raw) => delete raw.headers.Authorization)).status).toBe(401);
  });

  it('WEB-9: a subscription made for one application server key refuses another key with 403', async () => {
    const raw = prepare(subscription, webPush.generateVAPIDKeys());
    expect((await send(simulator, raw)).status).toBe(403);
  });

  it('a subscription made without a key takes messages without VAPID', async () => {
    const open = simulator.mint(null);
    const raw = prepare(open, sender);
    delete raw.headers.Authorization;
    expect((await send(simulator, raw)).status).toBe(201);
  });

  it('WEB-10: an unknown subscription answers 404, an expired one 410', async () => {
    const raw = prepare(subscription, sender);
    expect((await send(simulator, { ...raw, url: `${raw.url}x` })).status).toBe(404);
    expect(simulator.expire(subscription.id)).toBe(true);
    expect((await send(simulator, raw)).status).toBe(410);
    expect(simulator.messages(subscription.id)).toEqual([]);
  });

  it('only POST is taken', async () => {
    expect(
      (await send(simulator, { ...prepare(subscription, sender), body: Buffer.alloc(0) }, 'PUT')).status,
    ).toBe(405);
  });
});
