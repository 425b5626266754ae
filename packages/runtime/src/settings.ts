import { z } from 'zod';
import { LOG_LEVELS } from './logger.ts';

/** One environment variable: how it is read, and what docs/configuration.md says about it. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** In words, what holds when it is absent. */
  readonly fallback: string;
  readonly meaning: string;
}

/**
 * Every setting of the product, declared once; each app's env.ts picks those that it needs (`pickSettings`) and reads
 * the environment there, and nowhere else.
 *
 * @param isProduction NODE_ENV is `production`: what only a developer's machine may have is refused.
 */
export function describeSettings(isProduction: boolean) {
  return {
    NODE_ENV: setting(
      z.string().optional(),
      'unset',
      '`production`: secrets and DATABASE_URL must be given.',
    ),
    API_PORT: setting(port.default(4000), '4000', 'Where the API listens.'),
    WEB_PORT: setting(port.default(3000), '3000', 'Where the dashboard listens.'),
    HOST: setting(z.string().default('127.0.0.1'), '127.0.0.1', 'The address that both listen on.'),
    PUBLIC_API_URL: setting(httpOrigin.optional(), 'from API_PORT', 'The API as its clients reach it.'),
    PUBLIC_WEB_URL: setting(
      httpOrigin.optional(),
      'from WEB_PORT',
      'The dashboard as browsers reach it; the one origin that CORS lets call the API.',
    ),
    TRUSTED_PROXIES: setting(
      commaList.optional(),
      'none',
      'Addresses or networks (CIDR) of reverse proxies whose X-Forwarded-For is believed, comma separated. ' +
        "Limits and the list of sessions go by the client's address.",
    ),
    DATABASE_URL: setting(postgresUrl, 'the embedded PostgreSQL', 'A PostgreSQL ≥ 14 connection string.'),
    DATABASE_POOL_SIZE: setting(count.default(10), '10', 'Connections that each process holds at the most.'),
    DATA_DIR: setting(
      z.string().default('.data'),
      '.data',
      'Embedded database and generated keys (mode 0600).',
    ),
    TOKEN_ENCRYPTION_KEYS: setting(
      keyList,
      'generated in DATA_DIR',
      '`id:base64url-32-bytes`, comma separated; the first is primary, the others only decrypt.',
    ),
    FINGERPRINT_KEY: setting(
      key32,
      'generated in DATA_DIR',
      'Base64url of 32 bytes; recognises a push token that is registered twice. Must never change.',
    ),
    AUTH_SECRET: setting(
      z.string().min(32, { error: 'expected at least 32 characters' }),
      'generated in DATA_DIR',
      'Signs access tokens and dashboard sessions. Changing it signs everyone out.',
    ),
    REGISTRATION: setting(
      z
        .enum(['open', 'first-user', 'closed'], { error: 'expected open, first-user or closed' })
        .default('open'),
      'open',
      'Who may make an account: anyone, only the first user (who becomes admin), or nobody.',
    ),
    VAPID_SUBJECT: setting(
      vapidSubject(isProduction).optional(),
      'mailto:admin@localhost',
      'Whom push services may write to: a mailto: or https: address, in production not of localhost.',
    ),
    VAPID_PUBLIC_KEY: setting(
      z.string().optional(),
      'generated',
      'Base64url of the uncompressed P-256 point.',
    ),
    VAPID_PRIVATE_KEY: setting(z.string().optional(), 'generated', 'Base64url of its 32-byte private key.'),
    WEBPUSH_ALLOWED_HOSTS: setting(
      commaList.optional(),
      'the known push services',
      'Host names of push services, comma separated; `.example.com` takes all below it, `*` any public host.',
    ),
    WEBPUSH_TEST_ORIGINS: setting(
      testOrigins(isProduction).default([]),
      'none',
      'Exact origins that skip the address guard, for simulators. Warned of at every start; refused in production.',
    ),
    MAX_DEVICES_PER_USER: setting(count.default(25), '25', 'Active devices that a user may have.'),
    MAX_DEVICES: setting(count.default(1_000_000), '1000000', 'Active devices of all users together.'),
    RATE_LIMIT_FACTOR: setting(
      z.coerce
        .number({ error: 'expected a number' })
        .positive({ error: 'expected a number above 0' })
        .default(1),
      '1',
      'Multiplies every rate limit, for load tests.',
    ),
    WORKERS: setting(count.default(1), '1', 'Worker processes that `npm start` runs.'),
    LOG_LEVEL: setting(
      z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
      'info',
      `One of ${LOG_LEVELS.join(', ')}.`,
    ),
  };
}

export type Settings = ReturnType<typeof describeSettings>;
export type SettingName = keyof Settings;

/** A schema of the named settings, for `parseEnv`. */
export function pickSettings<Name extends SettingName>(
  settings: Settings,
  names: readonly Name[],
): z.ZodObject<{ [Key in Name]: Settings[Key]['schema'] }> {
  const shape = Object.fromEntries(names.map((name) => [name, settings[name].schema]));
  return z.object(shape as { [Key in Name]: Settings[Key]['schema'] });
}

/** How browsers and apps reach this installation, from the settings or, without them, from the ports. No slash at the end. */
export function publicUrls(env: {
  readonly API_PORT: number;
  readonly WEB_PORT: number;
  readonly PUBLIC_API_URL?: string | undefined;
  readonly PUBLIC_WEB_URL?: string | undefined;
}): { readonly apiUrl: string; readonly webUrl: string } {
  return {
    apiUrl: env.PUBLIC_API_URL ?? `http://localhost:${env.API_PORT}`,
    webUrl: env.PUBLIC_WEB_URL ?? `http://localhost:${env.WEB_PORT}`,
  };
}

function setting<Schema extends z.ZodType>(
  schema: Schema,
  fallback: string,
  meaning: string,
): Setting<Schema> {
  return { schema, fallback, meaning };
}

const portError = { error: 'expected a port number, 1 to 65535' };
const port = z.coerce.number(portError).int(portError).min(1, portError).max(65_535, portError);

const countError = { error: 'expected a whole number, at least 1' };
const count = z.coerce.number(countError).int(countError).min(1, countError);

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

const httpOrigin = z
  .string()
  .refine((text) => originOf(text) !== null, {
    error: 'expected an http:// or https:// address without a path',
  })
  .transform((text) => originOf(text) ?? text);

const postgresUrl = z
  .string()
  .regex(/^postgres(?:ql)?:\/\/./, { error: 'expected a postgres:// connection string' });

const KEY_ENTRY = /^[A-Za-z0-9._-]{1,32}:[A-Za-z0-9_-]{43}=?$/;
const keyList = z.string().refine((text) => text.split(',').every((entry) => KEY_ENTRY.test(entry.trim())), {
  error: 'expected id:key entries, comma separated, each key being base64url of 32 bytes',
});
const key32 = z.string().regex(/^[A-Za-z0-9_-]{43}=?$/, { error: 'expected base64url of 32 bytes' });

/** RFC 8292 section 2.1; some push services refuse tokens whose contact is of localhost. */
function vapidSubject(isProduction: boolean) {
  return z
    .string()
    .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/]+\S*)$/, {
      error: 'expected a mailto: or https: address',
    })
    .refine((text) => !isProduction || !/[@/]localhost(?:[:/]|$)/.test(text), {
      error: 'localhost is not an address that push services can write to',
    });
}

function testOrigins(isProduction: boolean) {
  return commaList
    .refine(() => !isProduction, { error: 'is for simulators and refused in production' })
    .refine((origins) => origins.every((origin) => originOf(origin) === origin), {
      error: 'expected exact origins such as https://127.0.0.1:8443, comma separated',
    });
}

function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, origin, pathname, search, hash, username } = new URL(text);
  const isPlain = pathname === '/' && search === '' && hash === '' && username === '';
  return (protocol === 'http:' || protocol === 'https:') && isPlain ? origin : null;
}
