import { productSettings } from '@carillon/runtime/product-settings';
import type { z } from 'zod';
import { providerSettings } from './providers/settings.ts';

/** What every process that serves the router needs to be told; an app adds its own. */
export const servingSettings = productSettings
  .pick({
    HOST: true,
    WEB_PORT: true,
    PUBLIC_WEB_URL: true,
    TRUSTED_PROXIES: true,
    DATABASE_URL: true,
    DATABASE_POOL_SIZE: true,
    TOKEN_ENCRYPTION_KEYS: true,
    AGENT_SIGNING_KEYS: true,
    FINGERPRINT_KEY: true,
    AUTH_SECRET: true,
    REGISTRATION: true,
    OIDC_ISSUER: true,
    OIDC_AUDIENCE: true,
    AUTH_OIDC_ISSUER: true,
    VAPID_SUBJECT: true,
    VAPID_PUBLIC_KEY: true,
    VAPID_PRIVATE_KEY: true,
    WEBPUSH_ALLOWED_HOSTS: true,
    WEBPUSH_TEST_ORIGINS: true,
    ANONYMOUS_SUBSCRIPTIONS: true,
    MAX_DEVICES_PER_USER: true,
    MAX_DEVICES: true,
    RATE_LIMIT_FACTOR: true,
    LOG_LEVEL: true,
  })
  .extend(providerSettings.shape);

/** Complete: each app puts the addresses in that are listened on where none are set. */
export type ServingSettings = z.output<typeof servingSettings> & {
  readonly PUBLIC_API_URL: string;
  readonly PUBLIC_WEB_URL: string;
};
