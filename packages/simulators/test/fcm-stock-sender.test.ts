import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging, type TokenMessage } from 'firebase-admin/messaging';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFcmSimulator } from '../src/fcm/simulator.ts';
import type { FcmSimulator } from '../src/fcm/simulator-interface.ts';
import { StockSenderAgent } from '../src/fcm/stock-sender-agent.ts';
import { askForToken, assertion } from './fcm-sender.ts';

let simulator: FcmSimulator;
let app: App;
let messaging: Messaging;
let token: string;
beforeEach(async () => {
  simulator = await startFcmSimulator({});
  token = simulator.mint({});
  app = initializeApp(
    {
      projectId: simulator.settings.projectId,
      httpAgent: new StockSenderAgent(simulator),
      // Its own credentials ask Google's token endpoint, whatever the account's file says.
      credential: {
        getAccessToken: async () => {
          const { json } = await askForToken(simulator, { assertion: await assertion(simulator) });
          return json as { access_token: string; expires_in: number };
        },
      },
    },
    simulator.settings.baseUrl,
  );
  messaging = getMessaging(app);
});
afterEach(async () => {
  await deleteApp(app);
  await simulator[Symbol.asyncDispose]();
});

const MESSAGE = {
  notification: { title: 'Title', body: 'Body', imageUrl: 'https://example.com/i.png' },
  data: { a: 'b' },
  android: {
    priority: 'high',
    ttl: 3_600_000,
    collapseKey: 'key',
    notification: { channelId: 'news', tag: 'tag', notificationCount: 2, priority: 'high' },
  },
  apns: {
    headers: { 'apns-priority': '10' },
    payload: { aps: { alert: { title: 'T' }, contentAvailable: true } },
  },
  fcmOptions: { analyticsLabel: 'spring' },
} as const satisfies Omit<TokenMessage, 'token'>;

describe('firebase-admin, as it is, sends to the simulator', () => {
  it('DIS-10: it takes what the stock sender sends, and gives it its id', async () => {
    const id = await messaging.send({ token, ...structuredClone(MESSAGE) });
    const [received] = simulator.messages(token);
    expect(id).toBe(`projects/${simulator.settings.projectId}/messages/${received?.id}`);
    expect(received?.message).toMatchObject({
      notification: { title: 'Title', image: 'https://example.com/i.png' },
      android: { ttl: '3600s', collapse_key: 'key', notification: { channel_id: 'news', tag: 'tag' } },
      fcm_options: { analytics_label: 'spring' },
    });
    expect(simulator.tokenHits().taken).toBe(1);
  });

  it('DIS-10: a dry run delivers nothing', async () => {
    expect(await messaging.send({ token, ...structuredClone(MESSAGE) }, true)).toContain('fake_message_id');
    expect(simulator.messages(token)).toEqual([]);
  });

  it.each([
    [{ registered: false }, 'messaging/registration-token-not-registered'],
    [{ projectId: 'another' }, 'messaging/mismatched-credential'],
    [{ apnsKeyRefused: true }, 'messaging/third-party-auth-error'],
  ])('DIS-10: it understands the error of %o', async (registration, code) => {
    simulator.change(token, registration);
    await expect(messaging.send({ token, notification: { title: 'x' } })).rejects.toMatchObject({ code });
  });

  it('DIS-10: it understands a token that is none, and a message that is too large', async () => {
    await expect(messaging.send({ token: 'nonsense' })).rejects.toMatchObject({
      code: 'messaging/invalid-argument',
    });
    await expect(messaging.send({ token, data: { a: 'x'.repeat(5000) } })).rejects.toMatchObject({
      code: 'messaging/invalid-argument',
      message: expect.stringContaining('too big'),
    });
  });

  it('DIS-4: it understands a quota', async () => {
    simulator.putScript({
      rules: [
        {
          name: 'quota',
          match: {},
          answer: {
            status: 429,
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({
              error: {
                code: 429,
                status: 'RESOURCE_EXHAUSTED',
                details: [
                  {
                    '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
                    errorCode: 'QUOTA_EXCEEDED',
                  },
                ],
              },
            }),
          },
        },
      ],
    });
    await expect(messaging.send({ token, data: {} })).rejects.toMatchObject({
      code: 'messaging/message-rate-exceeded',
    });
  });
});
