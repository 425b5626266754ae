import type { Database } from '@carillon/db/client';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { KNOWN_PUSH_SERVICE_HOSTS } from '@carillon/push/devices/endpoint-policy-hosts';
import { createDnsResolver } from '@carillon/push/devices/endpoint-policy-lookup';
import { createVapidKeySource, vapidKeyIdOf } from '@carillon/push/devices/vapid';
import type { Provider } from '@carillon/push/providers/provider';
import { createWebPushProvider } from '@carillon/push/providers/webpush/client';
import { DASHBOARD_IMAGES, WEB_PUSH_DEFAULTS } from '@carillon/push/providers/webpush/settings';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { systemClock } from '@carillon/runtime/clock';
import type { WorkerEnv } from './env.ts';

const DNS_TIMEOUT_MS = 2_000;

export interface WebPush {
  readonly provider: Provider<'webpush'>;
  /** Which VAPID pair it signs with. */
  readonly vapidKeyId: string;
}

/**
 * The web push provider with the installation's VAPID pair, which is made if there is none yet.
 *
 * @throws {AppError} `unavailable` when the stored pair cannot be opened: it is never replaced (WEB-1)
 */
export async function openWebPush(
  env: WorkerEnv,
  { database, keyRing }: { readonly database: Database; readonly keyRing: KeyRing },
): Promise<WebPush> {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = env;
  const configured = publicKey === undefined || privateKey === undefined ? null : { publicKey, privateKey };
  const vapid = await createVapidKeySource({
    settings: createSettingStore(database),
    keyRing,
    configured,
  }).load();
  const provider = createWebPushProvider(
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
  return { provider, vapidKeyId: vapidKeyIdOf(vapid.publicKey) };
}
