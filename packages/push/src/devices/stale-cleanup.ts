import type { TokenId } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';
import type { Logger } from '@carillon/runtime/logger';
import type { Metrics } from '@carillon/runtime/metrics';
import type { HistoryPosition, RetiredToken, StaleDeviceStore } from '../ports-stale-devices.ts';
import type { RegistryEventSink } from './registry-events.ts';

/** After how many days each goes; 0 keeps it. */
export interface StaleAges {
  /** Web push subscriptions that nobody used. */
  readonly webSubscriptionDays: number;
  /** Push tokens of apps that nobody used. */
  readonly pushTokenDays: number;
  /** Devices that were revoked, and tokens that are history. */
  readonly revokedDays: number;
}

export interface StaleCleanupParts {
  readonly store: StaleDeviceStore;
  readonly ages: StaleAges;
  /** Encryption keys that this process holds. */
  readonly keyIds: readonly string[];
  readonly publish: RegistryEventSink;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What a run removed, by kind. */
export interface StaleRemovals {
  readonly web_subscription: number;
  readonly push_token: number;
  readonly token_history: number;
  readonly revoked_device: number;
}

/** Small enough that a registration waits for milliseconds, large enough that a million tokens take a minute. */
const BATCH_TOKENS = 1_000;
/** With a device go its deliveries, of which there may be hundreds. */
const BATCH_DEVICES = 200;
const APP_PROVIDERS = ['apns', 'fcm', 'expo'] as const satisfies readonly ProviderName[];

/**
 * Ends the push tokens of devices that nobody used for a long time, and removes what was revoked long ago (REG-16). A device
 * whose token ended stays, without push, and says why; registering again gives it one. Works in batches until nothing
 * is left or `signal` aborts; what remains then is the next run's. Logs and counts what it removed, every run.
 */
export async function cleanUpStale(parts: StaleCleanupParts, signal: AbortSignal): Promise<StaleRemovals> {
  const { ages, metrics, log } = parts;
  const { webSubscriptionDays, pushTokenDays, revokedDays } = ages;
  const appTokens: number[] = [];
  for (const provider of APP_PROVIDERS) {
    appTokens.push(await retireUnused(parts, { provider, unusedDays: pushTokenDays }, signal));
  }
  const removed: StaleRemovals = {
    web_subscription: await retireUnused(
      parts,
      { provider: 'webpush', unusedDays: webSubscriptionDays },
      signal,
    ),
    push_token: appTokens.reduce((sum, count) => sum + count, 0),
    token_history: await removeHistory(parts, signal),
    revoked_device: await removeRevoked(parts, signal),
  };
  for (const [kind, count] of Object.entries(removed) as [keyof StaleRemovals, number][]) {
    if (count > 0) metrics.countMany('devices_stale_removed_total', { kind }, count);
  }
  log.info(
    {
      removed,
      web_subscription_days: webSubscriptionDays,
      push_token_days: pushTokenDays,
      revoked_days: revokedDays,
      finished: !signal.aborted,
    },
    'stale devices cleaned up',
  );
  return removed;
}

async function retireUnused(
  { store, keyIds, publish }: StaleCleanupParts,
  { provider, unusedDays }: { readonly provider: ProviderName; readonly unusedDays: number },
  signal: AbortSignal,
): Promise<number> {
  if (unusedDays === 0) return 0;
  let count = 0;
  let after: TokenId | null = null;
  while (!signal.aborted) {
    const batch = { provider, unusedDays, keyIds, after, limit: BATCH_TOKENS };
    const { last, retired } = await store.retireTokens(batch);
    count += retired.length;
    for (const token of retired) tell(publish, token);
    if (last === null) break;
    after = last;
  }
  return count;
}

function tell(publish: RegistryEventSink, { platform, ...token }: RetiredToken): void {
  publish({ type: 'token_revoked', ...token, reason: 'stale' });
  const { deviceId, userId } = token;
  if (userId === null) publish({ type: 'device_revoked', deviceId, userId, platform, endedSessions: 0 });
}

async function removeHistory({ store, ages }: StaleCleanupParts, signal: AbortSignal): Promise<number> {
  const days = ages.revokedDays;
  if (days === 0) return 0;
  let count = 0;
  let after: HistoryPosition | null = null;
  while (!signal.aborted) {
    const { last, removed } = await store.removeTokenHistory({ days, after, limit: BATCH_TOKENS });
    count += removed;
    if (last === null) break;
    after = last;
  }
  return count;
}

async function removeRevoked({ store, ages }: StaleCleanupParts, signal: AbortSignal): Promise<number> {
  const days = ages.revokedDays;
  if (days === 0) return 0;
  let count = 0;
  while (!signal.aborted) {
    const removed = await store.removeRevokedDevices({ days, limit: BATCH_DEVICES });
    if (removed === 0) break;
    count += removed;
  }
  return count;
}
