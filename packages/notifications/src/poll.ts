import { AGENT_LIMITS, type AgentMessage } from '@carillon/contracts/agents';
import { AppError } from '@carillon/contracts/errors';
import type { DeviceId } from '@carillon/contracts/ids';
import type { Metrics } from '@carillon/runtime/metrics';
import { toDeliveryId } from './delivery-id.ts';
import type { Inbox, InboxMessage } from './inbox.ts';
import type { AgentStore, InboxNotices } from './ports-agents.ts';

export interface PollDependencies {
  readonly inbox: Inbox;
  readonly store: Pick<AgentStore, 'notePoll' | 'isActive'>;
  readonly notices: InboxNotices;
  readonly monotonicMs: () => number;
  readonly metrics: Pick<Metrics, 'count'>;
}

export interface PollInput {
  /** Only what was put into the inbox after this time. */
  readonly since?: Date | undefined;
  readonly limit: number;
  /** Seconds to wait for a message if there is none. */
  readonly wait: number;
}

export interface Polled {
  readonly messages: AgentMessage[];
  readonly count: number;
  /** When the poll began, by the database's clock. */
  readonly polledAt: Date;
  readonly nextPollSeconds: number;
}

/** A notice can get lost with its connection: a waiting poll looks by itself this often. */
const LOOK_AGAIN_MS = 5_000;
/** How often an agent that has nothing to do should ask, waits included: ten times within the time of being online. */
const POLL_INTERVAL_SECONDS = 30;
/** After a wait that was cut short because this process stops: another one answers by then. */
const AFTER_DRAIN_SECONDS = 1;

/**
 * The agent's messages that it has not acknowledged, in the order in which they were sent, leased for a minute (SEC-8). With
 * `wait` it answers as soon as there is one. While it waits nothing is held but memory: no connection, no transaction. The
 * wait ends early when the caller goes away (`signal`), when this process is to stop, and when the agent is revoked, its owner
 * disabled, or its secret replaced without a grace: who called may no longer be who should get what comes.
 *
 * @throws {AppError} `unauthenticated` for an agent that was revoked meanwhile, or whose credentials ended
 */
export async function poll(
  dependencies: PollDependencies,
  deviceId: DeviceId,
  input: PollInput,
  signal: AbortSignal,
): Promise<Polled> {
  const polledAt = await dependencies.store.notePoll(deviceId);
  if (polledAt === null) throw revoked();
  const { messages, wasEnded } = await takeOrWait(dependencies, { deviceId, polledAt, input, signal });
  dependencies.metrics.count('agent_polls_total', { status: messages.length > 0 ? 'messages' : 'empty' });
  return {
    messages: messages.map((message) => toAgentMessage(deviceId, message)),
    count: messages.length,
    polledAt,
    nextPollSeconds: adviceFor(input, { count: messages.length, wasEnded }),
  };
}

interface PollUnderWay {
  readonly deviceId: DeviceId;
  readonly polledAt: Date;
  readonly input: PollInput;
  readonly signal: AbortSignal;
}

interface Taken {
  readonly messages: readonly InboxMessage[];
  readonly wasEnded: boolean;
}

async function takeOrWait(
  { inbox, store, notices, monotonicMs }: PollDependencies,
  { deviceId, polledAt, input, signal }: PollUnderWay,
): Promise<Taken> {
  const { since, limit, wait } = input;
  const take = () =>
    inbox.take(deviceId, { limit, leaseMs: AGENT_LIMITS.leaseSeconds * 1000, since: since ?? null });
  if (wait === 0) return { messages: await take(), wasEnded: false };
  const endsAtMs = monotonicMs() + wait * 1000;
  // Watched before it is looked, so that what comes in between is not missed.
  const watch = notices.watch(deviceId);
  try {
    for (;;) {
      if (signal.aborted) return { messages: [], wasEnded: true };
      if (!(await store.isActive(deviceId, polledAt))) throw revoked();
      const messages = await take();
      const leftMs = endsAtMs - monotonicMs();
      if (messages.length > 0 || leftMs <= 0) return { messages, wasEnded: false };
      const timeoutMs = Math.min(leftMs, LOOK_AGAIN_MS);
      if ((await watch.wait({ timeoutMs, signal })) === 'ended') return { messages: [], wasEnded: true };
    }
  } finally {
    watch.close();
  }
}

function toAgentMessage(deviceId: DeviceId, inboxMessage: InboxMessage): AgentMessage {
  const { notificationId, message, priority, acceptedAt, expiresAt, leasedUntil } = inboxMessage;
  const deliveryId = toDeliveryId({ notificationId, deviceId });
  return { ...message, deliveryId, notificationId, priority, createdAt: acceptedAt, expiresAt, leasedUntil };
}

function adviceFor(
  { limit, wait }: PollInput,
  { count, wasEnded }: { readonly count: number; readonly wasEnded: boolean },
): number {
  if (count === limit) return 0;
  return wasEnded ? AFTER_DRAIN_SECONDS : Math.max(0, POLL_INTERVAL_SECONDS - wait);
}

/** The same as for any credentials that are not accepted (SEC-5). */
function revoked(): AppError {
  return new AppError('unauthenticated', { detail: 'The credentials are not valid, or no longer.' });
}
