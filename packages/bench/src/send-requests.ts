import { randomUUID } from 'node:crypto';
import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { Provider, SendRequest, TargetOf } from '@carillon/push/providers/provider';
import { ownCpuMicroseconds, type RoundContender, runConcurrently } from './measure-rounds.ts';

/** What is sent in the benchmarks of single providers, by ours and by the peers. */
export const MESSAGE = {
  title: 'Deploy finished',
  body: 'All checks are green; the new version answers on every node.',
  url: '/deploys/1842',
} as const;
export const DASHBOARD_URL = 'https://push.example.com';
export const TTL_SECONDS = 3_600;
/** The peers send so many at a time and wait for all of them. */
export const MESSAGES_AT_ONCE = 500;

const DEADLINE_MS = 30_000;

type Phones = 'fcm' | 'apns';

/** One request for each target, of one notification. */
export function requestsTo<P extends Phones>(targets: readonly TargetOf<P>[]): SendRequest<P>[] {
  const notificationId = notificationIdSchema.parse(randomUUID());
  return targets.map((target) => ({
    notificationId,
    deviceId: deviceIdSchema.parse(randomUUID()),
    target,
    message: MESSAGE,
    priority: 'high' as const,
    ttlSeconds: TTL_SECONDS,
    collapseKey: null,
    receipt: null,
  }));
}

/** Our provider by itself: nothing is read or stored. */
export function bareSender<P extends Phones>(
  provider: Provider<P>,
  requests: readonly SendRequest<P>[],
): RoundContender {
  return {
    name: 'carillon, bare',
    run: (messages) =>
      runConcurrently(messages, MESSAGES_AT_ONCE, async (index) => {
        const request = requests[index % requests.length];
        if (request === undefined) throw new Error('There are no devices');
        const outcome: Outcome = await provider.send(request, DEADLINE_MS);
        if (outcome.class !== 'accepted') throw new Error(`Not accepted: ${outcome.class} ${outcome.reason}`);
      }),
    cpuMicroseconds: ownCpuMicroseconds,
  };
}
