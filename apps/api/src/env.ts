import { parseEnv } from '@carillon/runtime/env';
import {
  defaultPublicUrl,
  isProduction,
  productSettings,
  withRules,
} from '@carillon/runtime/product-settings';
import { servingSettings } from '@carillon/services/serving-settings';
import type { z } from 'zod';

const schema = servingSettings.extend(productSettings.pick({ API_PORT: true, PUBLIC_API_URL: true }).shape);

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
