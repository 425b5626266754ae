import { parseEnv } from '@carillon/runtime/env';
import {
  defaultPublicUrl,
  isProduction,
  productSettings,
  withProductionRules,
} from '@carillon/runtime/product-settings';
import { z } from 'zod';

const schema = productSettings
  .pick({
    HOST: true,
    WEB_PORT: true,
    PUBLIC_WEB_URL: true,
    TRUSTED_PROXIES: true,
    DATABASE_URL: true,
    DATABASE_POOL_SIZE: true,
    TOKEN_ENCRYPTION_KEYS: true,
    FINGERPRINT_KEY: true,
    AUTH_SECRET: true,
    REGISTRATION: true,
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
  .extend({
    AUTH_GITHUB_ID: z.string().optional().describe('Sign-in with GitHub: the OAuth app’s client id'),
    AUTH_GITHUB_SECRET: z.string().optional().describe('Sign-in with GitHub: its secret'),
    AUTH_GOOGLE_ID: z.string().optional().describe('Sign-in with Google: the client id'),
    AUTH_GOOGLE_SECRET: z.string().optional().describe('Sign-in with Google: its secret'),
    AUTH_OIDC_ISSUER: z
      .url({ protocol: /^https?$/, message: 'Expected an http(s) address' })
      .optional()
      .describe('Sign-in with any OpenID Connect provider: its issuer'),
    AUTH_OIDC_ID: z.string().optional().describe('Its client id'),
    AUTH_OIDC_SECRET: z.string().optional().describe('Its secret'),
    AUTH_OIDC_NAME: z.string().default('single sign-on').describe('What the button calls it'),
  });

/** The dashboard's settings, complete and valid. */
export type WebEnv = z.output<typeof schema> & { readonly PUBLIC_WEB_URL: string };

/**
 * Reads the dashboard's settings. The only place of this app that reads the environment.
 *
 * @throws {EnvError} naming every bad variable together
 */
export function readEnv(): WebEnv {
  const env = parseEnv(withProductionRules(schema, isProduction(process.env)), process.env);
  const publicUrl = env.PUBLIC_WEB_URL ?? defaultPublicUrl(env.HOST, env.WEB_PORT);
  // next-auth takes its own address from the environment alone.
  process.env.NEXTAUTH_URL = publicUrl;
  return { ...env, PUBLIC_WEB_URL: publicUrl };
}
