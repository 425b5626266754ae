import { parseEnv } from '@carillon/runtime/env';
import {
  defaultPublicUrl,
  isProduction,
  productSettings,
  withRules,
} from '@carillon/runtime/product-settings';
import { providerSettings } from '@carillon/services/providers/settings';
import type { z } from 'zod';

const schema = productSettings
  .pick({
    HOST: true,
    WEB_PORT: true,
    PUBLIC_WEB_URL: true,
    DATABASE_URL: true,
    DATABASE_POOL_SIZE: true,
    TOKEN_ENCRYPTION_KEYS: true,
    FINGERPRINT_KEY: true,
    VAPID_SUBJECT: true,
    VAPID_PUBLIC_KEY: true,
    VAPID_PRIVATE_KEY: true,
    WEBPUSH_ALLOWED_HOSTS: true,
    WEBPUSH_TEST_ORIGINS: true,
    HISTORY_DAYS: true,
    AUDIT_DAYS: true,
    STALE_WEB_SUBSCRIPTION_DAYS: true,
    STALE_TOKEN_DAYS: true,
    REVOKED_DEVICE_DAYS: true,
    LOG_LEVEL: true,
  })
  .extend(providerSettings.shape);

/** The worker's settings, complete and valid. */
export type WorkerEnv = z.output<typeof schema> & {
  readonly PUBLIC_WEB_URL: string;
  readonly VAPID_SUBJECT: string;
};

/** Push services that check the contact refuse it, which production's own rules do not let happen. */
const DEVELOPMENT_SUBJECT = 'mailto:admin@localhost';

/**
 * Reads the worker's settings. The only place of this app that reads the environment.
 *
 * @throws {EnvError} naming every bad variable together
 */
export function readEnv(): WorkerEnv {
  const env = parseEnv(withRules(schema, isProduction(process.env)), process.env);
  const webUrl = env.PUBLIC_WEB_URL ?? defaultPublicUrl(env.HOST, env.WEB_PORT);
  const subject = webUrl.startsWith('https:') ? webUrl : DEVELOPMENT_SUBJECT;
  return { ...env, PUBLIC_WEB_URL: webUrl, VAPID_SUBJECT: env.VAPID_SUBJECT ?? subject };
}
