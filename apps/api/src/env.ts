import { parseEnv } from '@carillon/runtime/env';
import {
  defaultPublicUrl,
  isProduction,
  productSettings,
  withRules,
} from '@carillon/runtime/product-settings';
import type { z } from 'zod';

const schema = productSettings.pick({
  HOST: true,
  API_PORT: true,
  WEB_PORT: true,
  PUBLIC_API_URL: true,
  PUBLIC_WEB_URL: true,
  TRUSTED_PROXIES: true,
  DATABASE_URL: true,
  DATABASE_POOL_SIZE: true,
  TOKEN_ENCRYPTION_KEYS: true,
  FINGERPRINT_KEY: true,
  AUTH_SECRET: true,
  REGISTRATION: true,
  VAPID_PUBLIC_KEY: true,
  VAPID_PRIVATE_KEY: true,
  WEBPUSH_ALLOWED_HOSTS: true,
  WEBPUSH_TEST_ORIGINS: true,
  ANONYMOUS_SUBSCRIPTIONS: true,
  MAX_DEVICES_PER_USER: true,
  MAX_DEVICES: true,
  RATE_LIMIT_FACTOR: true,
  LOG_LEVEL: true,
});

/** The API's settings, complete and valid. Public addresses have no slash at their end. */
export type ApiEnv = z.output<typeof schema> & {
  readonly PUBLIC_API_URL: string;
  readonly PUBLIC_WEB_URL: string;
};

/**
 * Reads the API's settings. The only place of this app that reads the environment.
 *
 * @throws {EnvError} naming every bad variable together
 */
export function readEnv(): ApiEnv {
  const env = parseEnv(withRules(schema, isProduction(process.env)), process.env);
  return {
    ...env,
    PUBLIC_API_URL: env.PUBLIC_API_URL ?? defaultPublicUrl(env.HOST, env.API_PORT),
    PUBLIC_WEB_URL: env.PUBLIC_WEB_URL ?? defaultPublicUrl(env.HOST, env.WEB_PORT),
  };
}
