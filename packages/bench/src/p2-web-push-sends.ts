import { fork } from 'node:child_process';
import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { createWebPushProvider } from '@carillon/push/providers/webpush/client';
import { WEB_PUSH_DEFAULTS } from '@carillon/push/providers/webpush/settings';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import webpush, { type PushSubscription } from 'web-push';
import { type Contender, measure, type Plan, QUICK } from './measure.ts';
import type { BenchOptions, Report } from './report.ts';
import type { SinkAddress } from './tls-sink.ts';
import { versionOf } from './versions.ts';

const PLAN: Plan = { calls: 20_000, concurrency: 100, rounds: 3, warmUpCalls: 2_000 };
const SUBSCRIPTIONS = 1_000;
const DEADLINE_MS = 30_000;
const SUBJECT = 'mailto:ops@example.com';
const TTL_SECONDS = 3_600;
const RECEIPT_BYTES = 48;

const MESSAGE = {
  title: 'Deploy finished',
  body: 'All checks are green; the new version answers on every node.',
  url: '/deploys/1842',
  icon: '/icons/deploy.png',
};

/** P2: sending to a TLS sink in a process of its own, against web-push's `sendNotification`; nothing is stored. */
export async function benchWebPushSends({ size }: BenchOptions): Promise<Report> {
  const plan = size === 'quick' ? { ...PLAN, ...QUICK } : PLAN;
  const sink = fork(new URL('./tls-sink.ts', import.meta.url));
  try {
    const [address] = (await once(sink, 'message')) as [SinkAddress];
    return await compareSenders(address, plan);
  } finally {
    sink.disconnect();
  }
}

async function compareSenders({ origin, caPem }: SinkAddress, plan: Plan): Promise<Report> {
  const vapid = generateVapidKeys();
  const subscriptions = Array.from({ length: SUBSCRIPTIONS }, (_, index) =>
    aSubscription(`${origin}/${index}`),
  );
  const provider = createWebPushProvider(
    {
      ...WEB_PUSH_DEFAULTS,
      vapid,
      subject: SUBJECT,
      dashboardUrl: 'https://push.example.com',
      iconUrl: null,
      badgeUrl: null,
      allowedHosts: ['*'],
      testOrigins: [origin],
      testCaPem: caPem,
    },
    { now: () => new Date(), resolve: () => Promise.reject(new Error('The sink has an address')) },
  );
  // Kept alive as ours are; web-push would otherwise pay a handshake a message.
  const agent = new Agent({ keepAlive: true, ca: caPem });
  const measurements = await measure(
    [ourSender(provider.send, subscriptions), webPushSender({ vapid, agent, subscriptions })],
    plan,
  );
  await provider.close();
  agent.destroy();
  const [ours, peer] = measurements;
  const speed = (ours?.perSecond.median ?? 0) / (peer?.perSecond.median ?? 1);
  const cpu = (ours?.cpuMicroseconds.median ?? 0) / (peer?.cpuMicroseconds.median ?? 1);
  return {
    id: 'P2',
    work: `send ${plan.calls} web pushes to a TLS sink, ${plan.concurrency} at once`,
    plan,
    measurements,
    ratios: [
      { name: 'messages a second, ours : web-push', value: speed, aim: '≥ 2.5', met: speed >= 2.5 },
      { name: 'CPU a message, ours : web-push', value: cpu, aim: '≤ 0.4', met: cpu <= 0.4 },
    ],
    versions: { 'web-push': versionOf('web-push') },
  };
}

type Send = ReturnType<typeof createWebPushProvider>['send'];

function ourSender(send: Send, subscriptions: readonly PushSubscription[]): Contender {
  let next = 0;
  const requests = subscriptions.map(({ endpoint, keys }) => ({
    notificationId: notificationIdSchema.parse(randomUUID()),
    deviceId: deviceIdSchema.parse(randomUUID()),
    target: { provider: 'webpush' as const, endpoint, ...keys },
    message: MESSAGE,
    priority: 'normal' as const,
    ttlSeconds: TTL_SECONDS,
    collapseKey: null,
    receipt: aReceipt(),
  }));
  return {
    name: 'carillon',
    async run() {
      const request = requests[next++ % requests.length];
      if (request === undefined) throw new Error('There are no subscriptions');
      const outcome: Outcome = await send(request, DEADLINE_MS);
      if (outcome.class !== 'accepted') throw new Error(`Not accepted: ${outcome.class} ${outcome.reason}`);
    },
  };
}

interface WebPushSenderParts {
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly agent: Agent;
  readonly subscriptions: readonly PushSubscription[];
}

/** The same text in the same form, so that both encrypt and send as many bytes. */
function webPushSender({ vapid, agent, subscriptions }: WebPushSenderParts): Contender {
  let next = 0;
  const payload = JSON.stringify({
    web_push: 8030,
    notification: { ...MESSAGE, navigate: `https://push.example.com${MESSAGE.url}`, tag: randomUUID() },
    ...MESSAGE,
    tag: randomUUID(),
    data: { url: MESSAGE.url, notification_id: randomUUID(), receipt: aReceipt() },
  });
  const options = { vapidDetails: { subject: SUBJECT, ...vapid }, TTL: TTL_SECONDS, agent };
  return {
    name: 'web-push sendNotification',
    run() {
      const subscription = subscriptions[next++ % subscriptions.length];
      if (subscription === undefined) throw new Error('There are no subscriptions');
      return webpush.sendNotification(subscription, payload, options);
    },
  };
}

/** As long as those by which a device reports back; each has its own. */
function aReceipt(): string {
  return randomBytes(RECEIPT_BYTES).toString('base64url');
}

function aSubscription(endpoint: string): PushSubscription {
  return {
    endpoint,
    keys: {
      p256dh: createECDH('prime256v1').generateKeys('base64url'),
      auth: randomBytes(16).toString('base64url'),
    },
  };
}
