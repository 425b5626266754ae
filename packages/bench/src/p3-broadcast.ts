import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import webpush from 'web-push';
import { runBroadcast } from './broadcast-run.ts';
import { forkSink, openDurableInstallation } from './durable-installation.ts';
import {
  measureRounds,
  ownCpuMicroseconds,
  type RoundContender,
  type RoundPlan,
  runConcurrently,
} from './measure-rounds.ts';
import { cpuMicrosecondsOf } from './process-usage.ts';
import type { BenchOptions, Report } from './report.ts';
import { browsersAt, webPushTarget } from './targets.ts';
import type { SinkAddress } from './tls-sink.ts';
import { versionOf } from './versions.ts';

const DEVICES = { quick: 1_000, normal: 20_000, large: 100_000 } as const;
const CONCURRENCY = 100;
const SUBJECT = 'mailto:ops@example.com';
const TTL_SECONDS = 3_600;

/**
 * P3: a broadcast from PostgreSQL to web push with one durable outcome a device, by one worker process, against the bare
 * loop over `sendNotification` with its subscriptions in an array.
 */
export async function benchBroadcast({ size }: BenchOptions): Promise<Report> {
  const devices = DEVICES[size];
  const plan: RoundPlan = { messages: devices, rounds: size === 'quick' ? 1 : 3, warmUpMessages: devices };
  await using resources = new AsyncDisposableStack();
  const sink = await forkSink(resources);
  const installation = resources.use(await openDurableInstallation(sink, webPushTarget(sink)));
  await installation.seedUpTo(devices);
  const worker = await installation.startWorker();
  const postgres: number[] = [];
  const durable: RoundContender = {
    name: 'carillon, durable',
    run: async () => {
      const { postgresCpuMicroseconds } = await runBroadcast(installation, [worker]);
      postgres.push(postgresCpuMicroseconds);
    },
    cpuMicroseconds: () => cpuMicrosecondsOf(worker.pid as number),
  };
  const measurements = await measureRounds([durable, bareLoop(sink, devices, resources)], plan);
  return reportOf({ plan, measurements, postgres: postgres.slice(1).toSorted((a, b) => a - b) });
}

/** What somebody writes who has the subscriptions at hand; kept alive, so that it pays no handshake a message. */
function bareLoop(sink: SinkAddress, devices: number, resources: AsyncDisposableStack): RoundContender {
  const agent = new Agent({ keepAlive: true, ca: sink.caPem });
  resources.defer(() => agent.destroy());
  const browserOf = browsersAt(sink);
  const subscriptions = Array.from({ length: devices }, (_, index) => {
    const { endpoint, p256dh, auth } = browserOf(index);
    return { endpoint, keys: { p256dh, auth } };
  });
  const payload = samePayload();
  const vapidDetails = { subject: SUBJECT, ...generateVapidKeys() };
  return {
    name: 'web-push sendNotification, nothing stored',
    run: (messages) =>
      runConcurrently(messages, CONCURRENCY, async (index) => {
        const subscription = subscriptions[index];
        if (subscription === undefined) throw new Error('There is no such subscription');
        await webpush.sendNotification(subscription, payload, { vapidDetails, TTL: TTL_SECONDS, agent });
      }),
    cpuMicroseconds: ownCpuMicroseconds,
  };
}

/** In the form that ours has, so that both encrypt and send as many bytes. */
function samePayload(): string {
  const [title, body, url, tag] = ['Deploy finished', 'All checks are green.', '/deploys/1842', randomUUID()];
  return JSON.stringify({
    web_push: 8030,
    notification: { title, body, navigate: `http://127.0.0.1:3000${url}`, tag },
    title,
    body,
    tag,
    data: { url, notification_id: tag, receipt: randomUUID() },
  });
}

interface Measured {
  readonly plan: RoundPlan;
  readonly measurements: Report['measurements'];
  readonly postgres: readonly number[];
}

function reportOf({ plan, measurements, postgres }: Measured): Report {
  const [ours, peer] = measurements;
  const speed = (ours?.perSecond.median ?? 0) / (peer?.perSecond.median ?? 1);
  const cpu = (ours?.cpuMicroseconds.median ?? 0) / (peer?.cpuMicroseconds.median ?? 1);
  const beside = postgres[Math.floor(postgres.length / 2)] ?? Number.NaN;
  return {
    id: 'P3',
    work: `broadcast to ${plan.messages} web push devices, durable from PostgreSQL`,
    plan: {
      calls: plan.messages,
      concurrency: CONCURRENCY,
      rounds: plan.rounds,
      warmUpCalls: plan.warmUpMessages,
    },
    measurements,
    ratios: [
      { name: 'messages a second, ours : web-push', value: speed, aim: '≥ 1.5', met: speed >= 1.5 },
      {
        name: 'CPU a message of Node processes, ours : web-push',
        value: cpu,
        aim: '≤ 0.6, then ≤ 0.45',
        met: cpu <= 0.6,
      },
    ],
    notes: [`PostgreSQL used ${beside.toFixed(0)} µs of CPU a message beside the worker.`],
    versions: { 'web-push': versionOf('web-push') },
  };
}
