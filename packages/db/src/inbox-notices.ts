import type { DeviceId } from '@carillon/contracts/ids';
import type { InboxNotices, InboxWatch, WatchResult } from '@carillon/notifications/ports-agents';
import { impatientSockets } from '@carillon/runtime/impatient-socket';
import type { Logger } from '@carillon/runtime/logger';
import { type Repetition, sleepUnless, startRepeating } from '@carillon/runtime/repeat';
import pg from 'pg';
import { INBOX_CHANNEL, readNotice } from './inbox-channel.ts';

export interface InboxListenerOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly log: Logger;
}

/** One connection a process that listens for all of its waiting agents; opened when the first one waits. */
export interface InboxListener extends InboxNotices {
  /** Ends every wait, now and from now on, and the connection. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** A connection that is half open is found by the heartbeat, since nobody else would ever hear of it (F-4). */
const HEARTBEAT_MS = 5_000;
const SILENCE_LIMIT_MS = 12_000;
const RECONNECT_MS = 1_000;

/** @see InboxListener */
export function createInboxListener(options: InboxListenerOptions): InboxListener {
  const watchers = createWatchers();
  let listening: Repetition | null = null;
  const begin = (): Repetition =>
    startRepeating({
      name: 'listening for agents’ messages',
      everyMs: RECONNECT_MS,
      run: (signal) => listen(options, watchers, signal),
      log: options.log,
    });
  return {
    watch(deviceId) {
      if (!watchers.isClosed()) listening ??= begin();
      return watchers.add(deviceId);
    },
    async close() {
      watchers.close();
      await listening?.stop();
    },
  };
}

/** Listens until the signal aborts; rejects when the connection breaks. */
async function listen(
  { url, applicationName }: InboxListenerOptions,
  watchers: Pick<Watchers, 'wake' | 'wakeAll'>,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    stream: impatientSockets(SILENCE_LIMIT_MS),
    keepAlive: true,
  });
  const broken = Promise.withResolvers<never>();
  // Nobody may be waiting for it at the moment when it breaks.
  broken.promise.catch(() => {});
  client.on('error', broken.reject);
  client.on('end', () => broken.reject(new Error('The connection ended')));
  client.on('notification', ({ payload }) => {
    for (const deviceId of readNotice(payload)) watchers.wake(deviceId);
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${INBOX_CHANNEL}`);
    // What came before the database listened was told to nobody.
    watchers.wakeAll();
    while (!signal.aborted) {
      await Promise.race([sleepUnless(signal, HEARTBEAT_MS), broken.promise]);
      if (!signal.aborted) await Promise.race([client.query('SELECT 1'), broken.promise]);
    }
  } finally {
    await client.end().catch(() => {});
  }
}

interface Watchers {
  add(deviceId: DeviceId): InboxWatch;
  wake(deviceId: DeviceId): void;
  wakeAll(): void;
  isClosed(): boolean;
  close(): void;
}

interface Watcher {
  wasNoticed: boolean;
  /** Of the wait that is under way. */
  settle: ((result: WatchResult) => void) | null;
}

function createWatchers(): Watchers {
  const byDevice = new Map<DeviceId, Set<Watcher>>();
  const everyone = (): Watcher[] => [...byDevice.values()].flatMap((watchers) => [...watchers]);
  let isClosed = false;
  return {
    add(deviceId) {
      const watcher: Watcher = { wasNoticed: false, settle: null };
      const watchers = byDevice.get(deviceId) ?? new Set();
      byDevice.set(deviceId, watchers.add(watcher));
      return {
        wait: (options) => (isClosed ? Promise.resolve('ended') : wait(watcher, options)),
        close() {
          watchers.delete(watcher);
          if (watchers.size === 0 && byDevice.get(deviceId) === watchers) byDevice.delete(deviceId);
        },
      };
    },
    wake: (deviceId) => byDevice.get(deviceId)?.forEach(notice),
    wakeAll: () => everyone().forEach(notice),
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      for (const watcher of everyone()) watcher.settle?.('ended');
    },
  };
}

function notice(watcher: Watcher): void {
  watcher.wasNoticed = true;
  watcher.settle?.('noticed');
}

function wait(
  watcher: Watcher,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<WatchResult> {
  return new Promise((resolve) => {
    const end = (): void => settle('ended');
    const settle = (result: WatchResult): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      watcher.settle = null;
      watcher.wasNoticed = false;
      resolve(result);
    };
    const timer = setTimeout(() => settle('timeout'), timeoutMs);
    watcher.settle = settle;
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    else if (watcher.wasNoticed) settle('noticed');
  });
}
