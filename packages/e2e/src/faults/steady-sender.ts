import { setTimeout as delay } from 'node:timers/promises';
import type { NotificationId } from '@carillon/contracts/ids';
import type { ApiClient } from './api-client.ts';
import type { SeededDevice } from './seed-devices.ts';

/** Sends one notification after the other, to one device each, whatever is answered. */
export interface SteadySender {
  /** Ids of those that were answered with 202. */
  readonly promised: readonly NotificationId[];
  /** How often each status was answered; 0 stands for no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Milliseconds until the next 202 to a request that begins from now on. */
  untilPromised(): Promise<number>;
  /** Resolves when the answer under way is there. */
  stop(): Promise<void>;
}

export interface SteadySenderOptions {
  readonly admin: ApiClient;
  readonly devices: readonly SeededDevice[];
  readonly pauseMs: number;
  /** Characters of each message's text. */
  readonly bodyLength: number;
}

/** @see SteadySender */
export function startSteadySender({
  admin,
  devices,
  pauseMs,
  bodyLength,
}: SteadySenderOptions): SteadySender {
  const promised: NotificationId[] = [];
  const statuses = new Map<number, number>();
  const waiting = new Map<() => void, number>();
  let isStopped = false;
  const sendOnce = async (turn: number): Promise<void> => {
    const startedMs = performance.now();
    const deviceId = devices[turn % devices.length]?.deviceId;
    const { status, id } = await admin.trySend({
      audience: { device_ids: [deviceId] },
      body: 'x'.repeat(bodyLength),
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status !== 202 || id === null) return;
    promised.push(id);
    for (const [resolve, sinceMs] of waiting) if (startedMs >= sinceMs) resolve();
  };
  const running = (async () => {
    for (let turn = 0; !isStopped; turn += 1) {
      await sendOnce(turn);
      await delay(pauseMs);
    }
  })();
  return {
    promised,
    statuses,
    untilPromised: async () => {
      const sinceMs = performance.now();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(resolve, sinceMs);
      await promise;
      waiting.delete(resolve);
      return performance.now() - sinceMs;
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}
