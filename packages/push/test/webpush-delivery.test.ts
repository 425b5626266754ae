import { webPushPayloadSchema } from '@carillon/contracts/web-push';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import { describe, expect, it } from 'vitest';
import { generateVapidKeys } from '../src/providers/webpush/vapid.ts';
import { startUntrustedServer } from './untrusted-server.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest, EXAMPLE_KEYS } from './web-push-request.ts';

const DEADLINE_MS = 15_000;

async function startPushService() {
  const simulator = await startWebPushSimulator({});
  const vapid = generateVapidKeys();
  const trust = { testOrigins: [simulator.settings.origin], testCaPem: simulator.caPem };
  const provider = makeWebPushProvider({ vapid, ...trust });
  const target = (key: string) => {
    const { id, endpoint, keys } = simulator.mint(key);
    return { id, target: { provider: 'webpush' as const, endpoint, ...keys } };
  };
  return {
    simulator,
    provider,
    trust,
    target: () => target(vapid.publicKey),
    targetOfKey: target,
    async [Symbol.asyncDispose]() {
      await provider.close();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

describe('web push, from the provider to a push service', () => {
  it('WEB-8, WEB-9: the receiver decrypts the payload; TTL, Urgency and Topic arrive', async () => {
    await using service = await startPushService();
    const { id, target } = service.target();
    const message = { title: 'Grüße 🔔', body: 'All green', url: '/deploys/1', data: { build: 12 } };
    const extra = { ttlSeconds: 90, priority: 'high', collapseKey: 'deploy', receipt: 'signed' } as const;
    const request = aRequest({ target, message, ...extra });
    expect(await service.provider.send(request, DEADLINE_MS)).toMatchObject({ class: 'accepted' });
    const [received] = service.simulator.messages(id);
    expect(received).toMatchObject({ ttlSeconds: 90, urgency: 'high', topic: 'deploy', undecryptable: null });
    const payload = webPushPayloadSchema.parse(JSON.parse(received?.payload ?? ''));
    expect(payload).toMatchObject({ title: message.title, body: message.body, tag: 'deploy' });
    expect(payload.data).toEqual({
      build: 12,
      url: '/deploys/1',
      notification_id: request.notificationId,
      receipt: 'signed',
    });
  });

  it('WEB-10: an expired subscription is token_invalid; one of another key is config, and stays', async () => {
    await using service = await startPushService();
    const expired = service.target();
    service.simulator.expire(expired.id);
    expect(await service.provider.send(aRequest({ target: expired.target }), DEADLINE_MS)).toMatchObject({
      class: 'token_invalid',
      reason: 'gone',
    });
    const { target } = service.targetOfKey(generateVapidKeys().publicKey);
    expect(await service.provider.send(aRequest({ target }), DEADLINE_MS)).toMatchObject({ class: 'config' });
  });

  it('WEB-9: a message that is too large, and keys that are none, are told without any request', async () => {
    await using service = await startPushService();
    const { target } = service.target();
    const large = aRequest({ target, message: { title: 't', data: { blob: 'x'.repeat(4_000) } } });
    expect(await service.provider.send(large, DEADLINE_MS)).toEqual({
      class: 'payload',
      reason: 'too_large',
      providerCode: null,
    });
    const broken = aRequest({ target: { ...target, p256dh: EXAMPLE_KEYS.auth } });
    expect(await service.provider.send(broken, DEADLINE_MS)).toMatchObject({
      class: 'payload',
      reason: 'invalid_keys',
    });
    expect(service.simulator.hits().hits).toBe(0);
  });

  it('WEB-9: 100 messages to one origin carry one VAPID token, and after a refusal a new one', async () => {
    const seen = new Set<string>();
    let status = 201;
    await using server = await startUntrustedServer((request, response) => {
      seen.add(request.headers.authorization ?? '');
      response.writeHead(status).end();
    });
    await using provider = makeWebPushProvider({ testOrigins: [server.origin], testCaPem: server.caPem });
    const target = { provider: 'webpush' as const, endpoint: `${server.origin}/1`, ...EXAMPLE_KEYS };
    const send = () => provider.send(aRequest({ target }), DEADLINE_MS);
    await Promise.all(Array.from({ length: 100 }, send));
    expect([server.hits.length, seen.size]).toEqual([100, 1]);
    status = 403;
    await send();
    await send();
    expect(seen.size).toBe(2);
  });
});
