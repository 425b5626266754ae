import { AppError } from '@carillon/contracts/errors';
import type { Database } from '@carillon/db/client';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { KNOWN_PUSH_SERVICE_HOSTS } from '@carillon/push/devices/endpoint-policy-hosts';
import { createDnsResolver } from '@carillon/push/devices/endpoint-policy-lookup';
import { createVapidKeySource, vapidKeyIdOf } from '@carillon/push/devices/vapid';
import type { Provider } from '@carillon/push/providers/provider';
import { createUnavailableProvider } from '@carillon/push/providers/unavailable';
import { createWebPushProvider } from '@carillon/push/providers/webpush/client';
import { DASHBOARD_IMAGES, WEB_PUSH_DEFAULTS } from '@carillon/push/providers/webpush/settings';
import type { VapidKeys } from '@carillon/push/providers/webpush/vapid';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { systemClock } from '@carillon/runtime/clock';
import type { Logger } from '@carillon/runtime/logger';
import type { WorkerEnv } from './env.ts';

const DNS_TIMEOUT_MS = 2_000;

export interface WebPush {
  readonly provider: Provider<'webpush'>;
  /** Which VAPID pair it signs with; null when that cannot be opened. */
  readonly vapidKeyId: string | null;
}

/**
 * The web push provider with the installation's VAPID pair, which is made if there is none yet. A stored pair that cannot
 * be opened is never replaced (WEB-1): web push then waits, and the other providers send.
 */
export async function openWebPush(
  env: WorkerEnv,
  {
    database,
    keyRing,
    log,
  }: { readonly database: Database; readonly keyRing: KeyRing; readonly log: Logger },
): Promise<WebPush> {
  try {
    const vapid = await loadVapid(env, { database, keyRing });
    return { provider: createProvider(env, vapid), vapidKeyId: vapidKeyIdOf(vapid.publicKey) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    log.error({ reason: error.message }, 'web push waits until its key pair can be opened');
    return { provider: createUnavailableProvider('webpush', 'vapid_unavailable'), vapidKeyId: null };
  }
}

/** @throws {AppError} `unavailable` when the stored pair cannot be opened */
function loadVapid(
  env: WorkerEnv,
  { database, keyRing }: { readonly database: Database; readonly keyRing: KeyRing },
): Promise<VapidKeys> {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = env;
  const configured = publicKey === undefined || privateKey === undefined ? null : { publicKey, privateKey };
  return createVapidKeySource({ settings: createSettingStore(database), keyRing, configured }).load();
}

function createProvider(env: WorkerEnv, vapid: VapidKeys): Provider<'webpush'> {
  return createWebPushProvider(
    {
      ...WEB_PUSH_DEFAULTS,
      ...DASHBOARD_IMAGES,
      vapid,
      subject: env.VAPID_SUBJECT,
      dashboardUrl: env.PUBLIC_WEB_URL,
      allowedHosts: [...(env.WEBPUSH_ALLOWED_HOSTS ?? KNOWN_PUSH_SERVICE_HOSTS)],
      testOrigins: env.WEBPUSH_TEST_ORIGINS,
      testCaPem: null,
    },
    { now: () => systemClock.now(), resolve: createDnsResolver(DNS_TIMEOUT_MS) },
  );
}
