import type { Message } from '@carillon/contracts/notifications';
import { startFcmSimulator } from '@carillon/simulators/fcm/simulator';
import type { FcmSimulator } from '@carillon/simulators/fcm/simulator-interface';
import { StockSenderAgent } from '@carillon/simulators/fcm/stock-sender-agent';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type TokenMessage } from 'firebase-admin/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider, SendRequest } from '../src/providers/provider.ts';
import { anFcmRequest, fcmSettings, makeFcmProvider } from './fcm-provider.ts';

let simulator: FcmSimulator;
let provider: Provider<'fcm'>;
let app: App;
beforeAll(async () => {
  simulator = await startFcmSimulator({});
  provider = makeFcmProvider(fcmSettings(simulator, {}));
  const accessToken = { access_token: simulator.issueAccessToken(), expires_in: 3600 };
  app = initializeApp(
    {
      projectId: simulator.settings.projectId,
      httpAgent: new StockSenderAgent(simulator),
      credential: { getAccessToken: async () => accessToken },
    },
    'stock-payload',
  );
});
afterAll(async () => {
  await deleteApp(app);
  await provider.close();
  await simulator[Symbol.asyncDispose]();
});

interface Pair {
  readonly message: Message;
  readonly changes: Partial<SendRequest<'fcm'>>;
  /** The same in firebase-admin's own types; what is dated or made up by us is taken from what we sent. */
  readonly stock: Omit<TokenMessage, 'token' | 'data' | 'apns'> & { readonly aps: object };
}

const PAIRS: Readonly<Record<string, Pair>> = {
  'what is shown': {
    message: {
      title: 'Title',
      subtitle: 'Subtitle',
      body: 'Body',
      image: 'https://example.com/i.png',
      badge: 2,
      sound: 'chime',
      tag: 'tag',
      category: 'reminder',
      fcm: { channelId: 'news', analyticsLabel: 'spring' },
      apns: { threadId: 'thread' },
    },
    changes: { priority: 'high', collapseKey: 'key', ttlSeconds: 90 },
    stock: {
      notification: { title: 'Title', body: 'Body', imageUrl: 'https://example.com/i.png' },
      android: {
        priority: 'high',
        ttl: 90_000,
        collapseKey: 'key',
        notification: { tag: 'tag', channelId: 'news', sound: 'chime', notificationCount: 2 },
      },
      fcmOptions: { analyticsLabel: 'spring' },
      aps: {
        alert: { title: 'Title', subtitle: 'Subtitle', body: 'Body' },
        badge: 2,
        sound: 'chime',
        category: 'reminder',
        threadId: 'thread',
        mutableContent: true,
      },
    },
  },
  'what is silent': {
    message: { title: 'Unseen', silent: true, data: { a: 'b' } },
    changes: { collapseKey: 'key', ttlSeconds: 0 },
    stock: {
      android: { priority: 'normal', ttl: 0, collapseKey: 'key' },
      aps: { contentAvailable: true },
    },
  },
};

describe('a message in FCM’s own form', () => {
  it.each(Object.entries(PAIRS))(
    'DIS-10: %s is what stock firebase-admin sends for the same',
    async (_title, pair) => {
      const token = simulator.mint({});
      await provider.send(anFcmRequest(token, { message: pair.message, ...pair.changes }), 10_000);
      const ours = simulator.messages(token)[0]?.message as {
        readonly data: Record<string, string>;
        readonly apns: { readonly headers: Record<string, string> };
      };
      const { aps, ...rest } = pair.stock;
      const { headers } = ours.apns;
      await getMessaging(app).send({ ...rest, token, data: ours.data, apns: { headers, payload: { aps } } });
      expect(simulator.messages(token)[1]?.message).toEqual(ours);
    },
  );
});
