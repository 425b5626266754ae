import { parseEnv } from '@carillon/runtime/env';
import {
  defaultPublicUrl,
  isProduction,
  productSettings,
  withRules,
} from '@carillon/runtime/product-settings';
import { servingSettings } from '@carillon/services/serving-settings';
import type { z } from 'zod';

const schema = servingSettings.extend(
  productSettings.pick({
    API_PORT: true,
    PUBLIC_API_URL: true,
    AUTH_GITHUB_ID: true,
    AUTH_GITHUB_SECRET: true,
    AUTH_GOOGLE_ID: true,
    AUTH_GOOGLE_SECRET: true,
    AUTH_OIDC_ISSUER: true,
    AUTH_OIDC_ID: true,
    AUTH_OIDC_SECRET: true,
    AUTH_OIDC_NAME: true,
    CLICK_ORIGINS: true,
  }).shape,
);

/** The dashboard's settings, complete and valid. Public addresses have no slash at their end. */
export type WebEnv = z.output<typeof schema> & {
  readonly PUBLIC_API_URL: string;
  readonly PUBLIC_WEB_URL: string;
};

/**
 * Reads the dashboard's settings. The only place of this app that reads the environment.
 *
 * @throws {EnvError} naming every bad variable together
 */
export function readEnv(): WebEnv {
  const env = parseEnv(withRules(schema, isProduction(process.env)), process.env);
  const publicUrl = env.PUBLIC_WEB_URL ?? defaultPublicUrl(env.HOST, env.WEB_PORT);
  // next-auth takes its own address from the environment alone.
  process.env.NEXTAUTH_URL = publicUrl;
  return {
    ...env,
    PUBLIC_API_URL: env.PUBLIC_API_URL ?? defaultPublicUrl(env.HOST, env.API_PORT),
    PUBLIC_WEB_URL: publicUrl,
  };
}
