import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import type { FaultAnswer } from '../src/fault-script.ts';
import { startWebPushSimulator } from '../src/web-push/simulator.ts';
import type { MintedSubscription, WebPushSimulator } from '../src/web-push/simulator-interface.ts';
import { openHttp2, prepare, type RawRequest, type Sender, send } from './raw-sender.ts';

describe('fault scripts on the push service', () => {
  let simulator: WebPushSimulator;
  let sender: Sender;
  let subscription: MintedSubscription;
  let raw: RawRequest;

  beforeAll(async () => {
    simulator = await startWebPushSimulator({});
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => {
    simulator.clearHits();
    sender = webPush.generateVAPIDKeys();
    subscription = simulator.mint(sender.publicKey);
    raw = prepare(subscription, sender);
  });

  function script(answer: FaultAnswer): void {
    simulator.putScript({ rules: [{ name: 'fault', match: { targets: [subscription.endpoint] }, answer }] });
  }

  function delivered(): number {
    return simulator.messages(subscription.id).length;
  }

  it('F-5: answers the scripted status, headers and body, and delivers nothing', async () => {
    script({ status: 429, headers: { 'Retry-After': '7' }, body: 'slow down' });
    const answer = await send(simulator, raw);
    expect(answer).toMatchObject({ status: 429, body: 'slow down', headers: { 'retry-after': '7' } });
    expect(delivered()).toBe(0);
    expect(simulator.recentHits()).toMatchObject([{ outcome: 429, taken: false, rule: 'fault' }]);
  });

  it('F-5: other subscriptions are not touched', async () => {
    script({ status: 429 });
    const other = simulator.mint(sender.publicKey);
    expect((await send(simulator, prepare(other, sender))).status).toBe(201);
  });

  it('an answer that only delays is otherwise a healthy one', async () => {
    script({ delayMs: 1 });
    expect((await send(simulator, raw)).status).toBe(201);
    expect(delivered()).toBe(1);
    expect(simulator.recentHits()).toMatchObject([{ outcome: 201, taken: true, rule: 'fault' }]);
  });

  it.each([
    ['before', 'before-body' as const],
    ['after', 'after-body' as const],
  ])('F-7: breaks the connection off %s the body was read', async (_, when) => {
    script({ reset: { scope: 'connection', when } });
    await expect(send(simulator, raw)).rejects.toThrow();
    await using session = openHttp2(simulator);
    await expect(session.send(raw)).rejects.toThrow();
    await expect(session.send(raw)).rejects.toThrow();
    expect(delivered()).toBe(0);
    await expect.poll(() => simulator.hits().outcomes).toEqual({ reset: 2 });
  });

  it('F-7: breaks one HTTP/2 stream off and leaves the session', async () => {
    script({ reset: { scope: 'stream', when: 'after-body' } });
    await using session = openHttp2(simulator);
    await expect(session.send(raw)).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
    simulator.putScript({ rules: [] });
    expect((await session.send(raw)).status).toBe(201);
  });

  it('F-7: tells an HTTP/2 session to go away and still answers the stream', async () => {
    script({ goaway: true });
    await using session = openHttp2(simulator);
    expect((await session.send(raw)).status).toBe(201);
    await session.goneAway;
    await expect(session.send(raw)).rejects.toThrow();
  });

  it('F-7: a message can be taken although the connection breaks: the sender cannot know', async () => {
    script({ reset: { scope: 'connection', when: 'after-body' }, deliver: true });
    await expect(send(simulator, raw)).rejects.toThrow();
    expect(delivered()).toBe(1);
    await expect.poll(() => simulator.recentHits()).toMatchObject([{ outcome: 'reset', taken: true }]);
  });

  it('F-7: a request left hanging ends when the simulator stops', async () => {
    let pending: Promise<unknown>;
    {
      await using hanging = await startWebPushSimulator({});
      const victim = hanging.mint(sender.publicKey);
      hanging.putScript({ rules: [{ name: 'hang', match: {}, answer: { hang: true } }] });
      pending = send(hanging, prepare(victim, sender)).then(
        () => 'answered',
        () => 'broken off',
      );
      await expect.poll(() => hanging.hits().outcomes).toEqual({ hang: 1 });
    }
    expect(await pending).toBe('broken off');
  });

  it('a client that gives up during a delay is recorded as aborted, and nothing is delivered', async () => {
    script({ delayMs: 3_600_000 });
    {
      await using session = openHttp2(simulator);
      const pending = session.send(raw).catch(() => 'gone');
      await expect.poll(() => simulator.hits().open).toBe(1);
      await session[Symbol.asyncDispose]();
      expect(await pending).toBe('gone');
    }
    await expect.poll(() => simulator.hits()).toMatchObject({ outcomes: { aborted: 1 }, open: 0 });
    expect(delivered()).toBe(0);
  });

  it('headers that HTTP/2 forbids do not break the answer', async () => {
    script({ status: 503, headers: { Connection: 'close', 'Retry-After': '1' } });
    await using session = openHttp2(simulator);
    expect((await session.send(raw)).status).toBe(503);
    expect((await send(simulator, raw)).status).toBe(503);
  });
});
