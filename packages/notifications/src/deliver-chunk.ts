import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@carillon/contracts/limits';
import type { Dispatcher, DispatchResult } from '@carillon/push/dispatch/dispatcher';
import type { GateKeeper } from '@carillon/push/dispatch/gate-keeper';
import type { SwitchReader } from '@carillon/push/dispatch/switches';
import { type OutgoingMessage, withoutSound } from '@carillon/push/providers/outgoing-message';
import type { Logger } from '@carillon/runtime/logger';
import { decide } from './decide.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { ChunkJobData } from './jobs.ts';
import { type Judgement, judge } from './judgement.ts';
import { createOutcomeBatch } from './outcome-batch.ts';
import type { DeliveryOutcome, Leased, LeasedToken, Ledger, MessageRow, OutcomeWindows } from './ports.ts';
import { createWallClock } from './quiet-hours.ts';
import type { Receipts } from './receipts.ts';
import { type SettleContext, settleAttempt, settleHeld, settleInbox, settleUnsent } from './settle.ts';
import { LEASE_MS, START_WITHIN_MS } from './timing.ts';

export interface DeliverDependencies {
  readonly ledger: Ledger;
  readonly windows: OutcomeWindows;
  readonly dispatcher: Dispatcher;
  readonly gates: GateKeeper;
  readonly switches: SwitchReader;
  readonly receipts: Receipts;
  /** The VAPID pair that the web push provider uses; null without one. */
  readonly vapidKeyId: string | null;
  readonly deliveryLog: DeliveryLog;
  readonly monotonicMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
}

export interface ChunkRun {
  /** Aborts when the process is to stop: attempts under way end and are written, the rest is handed back. */
  readonly signal: AbortSignal;
  /** Told when no row waits for its turn any more: all that is left are answers. */
  readonly onAllStarted: () => void;
}

/** Outcomes that are written together, and how long one waits for company. */
const BATCH_OUTCOMES = 200;
const BATCH_WAIT_MS = 50;
const WRITE_RETRY_MS = 1_000;

/**
 * Sends one chunk: leases its due rows, decides about each, hands those that are to be sent to the dispatcher, and
 * writes outcomes while others are still under way. Running it again for the same rows sends nothing twice (F-8).
 *
 */
export async function deliverChunk(
  dependencies: DeliverDependencies,
  job: ChunkJobData,
  { signal, onAllStarted }: ChunkRun,
): Promise<void> {
  const { ledger, switches, monotonicMs } = dependencies;
  // Before the lease begins by the database's clock, hence never later than it.
  const startedMs = monotonicMs();
  const [message, switchedOff] = await Promise.all([
    ledger.findMessage(job.notificationId),
    switches.offFor(job.channel),
  ]);
  if (message === null) return;
  const { leasedAt, deliveries } = await ledger.lease({
    id: job.notificationId,
    channel: job.channel,
    deviceIds: job.deviceIds,
    reservedUntil: new Date(job.reservedUntil),
    leaseMs: LEASE_MS,
  });
  if (deliveries.length === 0) return;

  const now = (): Date => new Date(message.now.getTime() + monotonicMs() - startedMs);
  const isWithin = (limitMs: number): boolean => monotonicMs() - startedMs < limitMs;
  const chunk: Chunk = {
    job,
    message,
    leasedAt,
    messageFor: messagesWithAndWithoutSound(message.message),
    now,
    mayStart: () => !signal.aborted && isWithin(START_WITHIN_MS),
    isLeased: () => isWithin(LEASE_MS),
    isStopping: () => signal.aborted,
  };
  const batch = createOutcomeBatch<Result>({
    write: (results) => writeResults(dependencies, chunk, results),
    maxItems: BATCH_OUTCOMES,
    maxWaitMs: BATCH_WAIT_MS,
  });
  const clock = createWallClock();
  const waiting = countDown(deliveries.length, onAllStarted);
  const deliverOne = async (delivery: Leased): Promise<void> => {
    const startsNow = once(waiting);
    const mayStart = (): boolean => {
      startsNow();
      return chunk.mayStart();
    };
    // A device can have come to another provider since its delivery was stored: that one's switch counts (DIS-9).
    const way = delivery.token?.provider ?? job.channel;
    const decision = decide({
      channel: job.channel,
      delivery,
      message,
      switchedOff: way === job.channel ? switchedOff : await switches.offFor(way),
      maxAttempts: LIMITS.maxAttempts,
      vapidKeyId: dependencies.vapidKeyId,
      now: now(),
      clock,
    });
    if (decision.kind === 'settle') batch.add({ delivery, outcome: settleUnsent(delivery, decision) });
    else if (decision.kind === 'inbox') batch.add({ delivery, outcome: settleInbox(delivery) });
    else
      batch.add({
        delivery,
        result: await dispatch(dependencies, { ...chunk, mayStart }, { delivery, token: decision.token }),
      });
    startsNow();
  };
  const settled = await Promise.allSettled(deliveries.map(deliverOne));
  await batch.close();
  await ledger.finish(job.notificationId);
  // What was decided is written by now; what could not be decided, because the database went away, is an error.
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}

/** Two objects at the most, so that what is made of a message is made once for those who hear it and once for the others. */
function messagesWithAndWithoutSound(message: OutgoingMessage): (delivery: Leased) => OutgoingMessage {
  let soundless: OutgoingMessage | undefined;
  return ({ preferences }) => {
    if (preferences.sound) return message;
    soundless ??= withoutSound(message);
    return soundless;
  };
}

/** Calls `done` when it was called so many times. */
function countDown(from: number, done: () => void): () => void {
  let left = from;
  return () => {
    left -= 1;
    if (left === 0) done();
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

interface Chunk {
  readonly job: ChunkJobData;
  readonly message: MessageRow;
  readonly messageFor: (delivery: Leased) => OutgoingMessage;
  readonly leasedAt: Date;
  readonly now: () => Date;
  readonly mayStart: () => boolean;
  readonly isLeased: () => boolean;
  readonly isStopping: () => boolean;
}

type Result = { readonly delivery: Leased } & (
  | { readonly outcome: DeliveryOutcome }
  | { readonly result: DispatchResult }
);

function dispatch(
  { dispatcher, receipts }: DeliverDependencies,
  { job, message, messageFor, now, mayStart }: Chunk,
  { delivery, token }: { readonly delivery: Leased; readonly token: LeasedToken },
): Promise<DispatchResult> {
  const { notificationId } = job;
  const ttlSeconds = Math.max(Math.floor((message.expiresAt.getTime() - now().getTime()) / 1000), 0);
  return dispatcher.dispatch(
    {
      notificationId,
      deviceId: delivery.deviceId,
      token,
      message: messageFor(delivery),
      priority: message.priority,
      ttlSeconds,
      collapseKey: message.collapseKey,
      receipt: receipts.sign(notificationId, delivery.deviceId),
      lane: job.lane,
      isRetry: delivery.attempts > 0,
    },
    mayStart,
  );
}

/**
 * What was sent and cannot be written would be sent again, so a database that is away for a moment is waited for as long
 * as the lease lasts (F-3). Writing twice changes nothing: the first write ends the lease.
 */
async function writeResults(
  dependencies: DeliverDependencies,
  chunk: Chunk,
  results: readonly Result[],
): Promise<void> {
  for (;;) {
    try {
      return await writeOnce(dependencies, chunk, results);
    } catch (error) {
      if (!chunk.isLeased()) throw error;
      const { notificationId } = chunk.job;
      dependencies.log.warn(
        { err: error, notification_id: notificationId },
        'outcomes cannot be written at the moment',
      );
      await sleep(WRITE_RETRY_MS);
    }
  }
}

async function writeOnce(
  dependencies: DeliverDependencies,
  chunk: Chunk,
  results: readonly Result[],
): Promise<void> {
  const { ledger, windows, gates, random, deliveryLog } = dependencies;
  const attempts = results.flatMap((one) =>
    'result' in one && one.result.kind === 'attempted' ? [one.result] : [],
  );
  const judgementOf = await judge(windows, gates, attempts);
  const outcomes = results.map((one): DeliveryOutcome => {
    if ('outcome' in one) return one.outcome;
    const context: SettleContext = {
      delivery: one.delivery,
      message: chunk.message,
      now: chunk.now(),
      random: random(),
      isStopping: chunk.isStopping(),
    };
    if (one.result.kind !== 'attempted') return settleHeld(context, one.result);
    return settleAttempt(context, one.result, judgementOf(one.result));
  });
  await openBreakers(dependencies, attempts.map(judgementOf));
  const written = await ledger.write(chunk.job.notificationId, chunk.leasedAt, outcomes);
  deliveryLog.write(chunk.job, outcomes, new Set(written.map(({ deviceId }) => deviceId)));
}

/** Ways that refuse or fail most of what is sent are left alone for a while, by every worker. */
async function openBreakers(
  { gates, log }: DeliverDependencies,
  judgements: readonly Judgement[],
): Promise<void> {
  const trips = new Map(judgements.flatMap(({ trip }) => (trip === null ? [] : [[trip.scope, trip.reason]])));
  for (const [scope, reason] of trips) {
    if (gates.isTripped(scope, reason)) continue;
    log.error(
      { scope, reason },
      'a way to devices refuses or fails most messages, and is left alone for a while',
    );
    await gates.trip({ scope, reason });
  }
}
