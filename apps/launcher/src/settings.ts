import path from 'node:path';
import { EnvError, type EnvProblem, parseEnv } from '@carillon/runtime/env';
import { defaultPublicUrl, isProduction, productSettings } from '@carillon/runtime/product-settings';
import type { z } from 'zod';

const launcherSettings = productSettings
  .pick({
    HOST: true,
    API_PORT: true,
    WEB_PORT: true,
    PUBLIC_API_URL: true,
    PUBLIC_WEB_URL: true,
    DATA_DIR: true,
    WORKERS: true,
  })
  .extend({ DATABASE_URL: productSettings.shape.DATABASE_URL.optional() });

export type LauncherSettings = Omit<
  z.output<typeof launcherSettings>,
  'PUBLIC_API_URL' | 'PUBLIC_WEB_URL'
> & {
  readonly PUBLIC_API_URL: string;
  readonly PUBLIC_WEB_URL: string;
  readonly production: boolean;
};

/** What a production start must be given, since losing a generated one would lose data. */
const REQUIRED_IN_PRODUCTION = [
  'DATABASE_URL',
  'TOKEN_ENCRYPTION_KEYS',
  'AGENT_SIGNING_KEYS',
  'FINGERPRINT_KEY',
  'AUTH_SECRET',
] as const;

/**
 * Reads what the launcher itself needs; the processes that it starts read their own.
 *
 * @throws {EnvError} naming every bad variable, and in production every missing one, together
 */
export function readLauncherSettings(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
): LauncherSettings {
  const production = isProduction(env);
  const missing = production ? REQUIRED_IN_PRODUCTION.filter((name) => !env[name]?.trim()) : [];
  const problems: EnvProblem[] = missing.map((variable) => ({
    variable,
    message: 'is required when NODE_ENV is production',
  }));
  const settings = collect(() => parseEnv(launcherSettings, env), problems);
  if (settings === undefined || problems.length > 0) throw new EnvError(problems);
  return {
    ...settings,
    DATA_DIR: path.resolve(root, settings.DATA_DIR),
    PUBLIC_API_URL: settings.PUBLIC_API_URL ?? defaultPublicUrl(settings.HOST, settings.API_PORT),
    PUBLIC_WEB_URL: settings.PUBLIC_WEB_URL ?? defaultPublicUrl(settings.HOST, settings.WEB_PORT),
    production,
  };
}

function collect<T>(read: () => T, problems: EnvProblem[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
