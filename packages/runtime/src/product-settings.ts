import { z } from 'zod';
import { isLocalContact } from './local-contact.ts';
import { isTrustworthyUrl } from './trustworthy-url.ts';

const portError = { error: 'expected a port number, 1 to 65535' };
const port = z.coerce.number(portError).int(portError).min(1, portError).max(65_535, portError);
const countError = { error: 'expected a whole number, at least 1' };
const positive = z.coerce.number(countError).int(countError).min(1, countError);
const ageError = { error: 'expected a whole number of days, 0 to 3650' };
const age = z.coerce.number(ageError).int(ageError).min(0, ageError).max(3_650, ageError);
const origin = z
  .url({ protocol: /^https?$/, message: 'Expected an http(s) address' })
  .transform((value) => new URL(value).origin);
const secureOrigin = z
  .url({ protocol: /^https$/, message: 'Expected an https address' })
  .transform((value) => new URL(value).origin);
const issuer = z
  .url({ protocol: /^https?$/, message: 'Expected an http(s) address' })
  .refine(isTrustworthyUrl, {
    error: 'expected an https address: whoever answers in its place would decide who is let in',
  });
/** Checked here, since what reads them takes a missing prefix length for 0, which is everybody, or fails over it. */
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'expected IP addresses, or networks in CIDR notation',
});
const flag = z.stringbool({ error: 'Expected true or false' });
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const KEY_ENTRY = /^[A-Za-z0-9._-]{1,32}:[A-Za-z0-9_-]{43}=?$/;
const keyRing = z.string().refine((text) => text.split(',').every((entry) => KEY_ENTRY.test(entry.trim())), {
  error: 'expected id:key entries, comma separated, each key being base64url of 32 bytes',
});
const secret = z.string().min(32, { message: 'Expected at least 32 characters' });

/**
 * Every setting of the product, declared once: the name of its environment variable, its shape, its default and what it
 * means. A process takes the ones that it needs (`productSettings.pick({…})`) and reads them by `parseEnv` at its start.
 * docs/configuration.md is generated from the descriptions.
 */
export const productSettings = z.object({
  NODE_ENV: z
    .string()
    .optional()
    .describe('`production` refuses to start without explicit secrets and `DATABASE_URL`'),
  HOST: z.string().default('127.0.0.1').describe('Address that the API and the dashboard listen on'),
  API_PORT: port.default(4000).describe('Port of the API'),
  WEB_PORT: port.default(3000).describe('Port of the dashboard'),
  PUBLIC_API_URL: origin
    .optional()
    .describe('Where the API is reached from outside; by default from HOST and API_PORT'),
  PUBLIC_WEB_URL: origin
    .optional()
    .describe('Where the dashboard is reached from outside; by default from HOST and WEB_PORT'),
  TRUSTED_PROXIES: list
    .pipe(z.array(network))
    .default([])
    .describe(
      'Addresses or networks (CIDR) of reverse proxies whose X-Forwarded-For is believed, comma separated; limits and the list of sessions go by the address of the client',
    ),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, message: 'Expected a postgresql:// connection string' })
    .describe('PostgreSQL 14 or newer; by default an embedded server in `DATA_DIR`'),
  DATA_DIR: z
    .string()
    .default('.data')
    .describe('Folder of the embedded database and of generated secrets (mode 0600)'),
  DATABASE_POOL_SIZE: positive.default(10).describe('Connections that each process holds at the most'),
  TOKEN_ENCRYPTION_KEYS: keyRing.describe(
    'Fernet keys for push tokens: `id:base64url-32-bytes`, comma separated, the first one encrypts',
  ),
  AGENT_SIGNING_KEYS: keyRing.describe('Keys for agents’ signing keys, in the same form'),
  FINGERPRINT_KEY: secret
    .transform((text) => Buffer.from(text, 'utf8'))
    .describe(
      'Key of the fingerprints that tell one push token from another, and of the receipts by which devices report; changing it forgets them',
    ),
  AUTH_SECRET: secret.describe(
    'Signs dashboard sessions and access tokens; changing it signs everybody out of the dashboard',
  ),
  REGISTRATION: z.enum(['open', 'first-user', 'closed']).default('open').describe('Who may sign up'),
  OIDC_ISSUER: issuer
    .optional()
    .describe(
      'Accept bearer tokens of this OpenID Connect issuer: its address, exactly as its tokens name it (`iss`); https, unless it is on this machine',
    ),
  OIDC_AUDIENCE: z.string().min(1).optional().describe('Whom those tokens must be for (`aud`)'),
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
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:.+@.+|https:\/\/.+)$/, { message: 'Expected mailto: or https:' })
    .optional()
    .describe('Contact that push services may use; by default the dashboard’s address'),
  VAPID_PUBLIC_KEY: z
    .string()
    .optional()
    .describe('VAPID pair; by default one is made and kept sealed in the database'),
  VAPID_PRIVATE_KEY: z.string().optional().describe('The other half of the pair'),
  WEBPUSH_ALLOWED_HOSTS: list
    .optional()
    .describe(
      'Push services that may be registered, comma separated: `push.example` for that host alone, `.push.example` for every host ' +
        'below it, `*` for any public host; by default the known ones',
    ),
  WEBPUSH_TEST_ORIGINS: list
    .default([])
    .describe('Exact origins that are exempt from the address guard, for simulators; refused in production'),
  CLICK_ORIGINS: list
    .pipe(z.array(origin))
    .default([])
    .describe(
      'Origins, besides the dashboard’s own, that a click on a browser’s notification may open, comma separated; ' +
        'other addresses lead to the dashboard',
    ),
  ANONYMOUS_SUBSCRIPTIONS: flag
    .default(false)
    .describe('Let browsers subscribe without an account; they get broadcasts alone'),
  MAX_DEVICES_PER_USER: positive.default(25).describe('Active devices of one user'),
  MAX_DEVICES: positive.default(1_000_000).describe('Active devices of the whole installation'),
  RATE_LIMIT_FACTOR: z.coerce
    .number({ error: 'expected a number above 0' })
    .positive({ error: 'expected a number above 0' })
    .default(1)
    .describe('Multiplies every rate limit, for load tests'),
  APNS_KEY: z
    .string()
    .optional()
    .describe(
      'APNs: the private key of Apple’s .p8 file, PEM, or the path of that file; without it devices with APNs tokens get nothing',
    ),
  APNS_KEY_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, { message: 'Expected the letters and digits of a key id' })
    .optional()
    .describe('The key’s id, as Apple’s page of keys shows it'),
  APNS_TEAM_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, { message: 'Expected the letters and digits of a team id' })
    .optional()
    .describe('The developer team that the key belongs to'),
  APNS_TOPIC: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,255}$/, { message: 'Expected a bundle id' })
    .optional()
    .describe('The app’s bundle id'),
  APNS_PRODUCTION_URL: secureOrigin
    .default('https://api.push.apple.com')
    .describe('Where messages to production tokens go: Apple’s host, or a simulator’s'),
  APNS_DEVELOPMENT_URL: secureOrigin
    .default('https://api.sandbox.push.apple.com')
    .describe('Where messages to development tokens go: Apple’s host, or a simulator’s'),
  FCM_SERVICE_ACCOUNT: z
    .string()
    .optional()
    .describe(
      'FCM: the JSON of a service account’s key, the path of its file, or `application-default` for Google’s application ' +
        'default credentials; without it Android devices get nothing',
    ),
  FCM_PROJECT_ID: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.:-]{0,99}$/, { message: 'Expected the id of a Firebase project' })
    .optional()
    .describe('The Firebase project; by default the one that the credentials belong to'),
  FCM_BASE_URL: secureOrigin
    .default('https://fcm.googleapis.com')
    .describe('Where FCM’s interface is: Google’s, or a simulator’s'),
  EXPO_ENABLED: flag
    .optional()
    .describe('Send to apps that use Expo’s push service; by default on when there is an EXPO_ACCESS_TOKEN'),
  EXPO_ACCESS_TOKEN: z
    .string()
    .optional()
    .describe(
      'Access token of the Expo account that owns the project; needed once «enhanced security for push notifications» is on',
    ),
  EXPO_BASE_URL: secureOrigin
    .default('https://exp.host')
    .describe('Where Expo’s push service is: Expo’s own, or a simulator’s'),
  WORKERS: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('Worker processes that `npm start` runs'),
  HISTORY_DAYS: positive
    .max(3_650)
    .default(90)
    .describe(
      'Days for which notifications are kept after their end, with what became of them on each device',
    ),
  AUDIT_DAYS: positive.max(3_650).default(365).describe('Days for which the audit log keeps security events'),
  STALE_WEB_SUBSCRIPTION_DAYS: age
    .default(30)
    .describe(
      'Days after which a web push subscription ends that was not used: no message taken, not registered anew, no call by its ' +
        'browser; 0 keeps all',
    ),
  STALE_TOKEN_DAYS: age
    .default(90)
    .describe('The same for the push tokens of apps: APNs, FCM and Expo; 0 keeps all'),
  REVOKED_DEVICE_DAYS: age
    .default(90)
    .describe(
      'Days for which revoked devices, and tokens that are history, are kept after their end; 0 keeps all',
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level that is logged'),
});

export type ProductSettings = z.output<typeof productSettings>;

/**
 * The rules between settings and about production, checked on those that a schema picked: what only a developer's machine
 * may have is refused there. They stand beside the schema's own, so that everything that is wrong is told together.
 */
export function withRules<Schema extends z.ZodObject>(schema: Schema, production: boolean): Schema {
  return withWholeCredentials(schema)
    .refine((env) => (env.VAPID_PUBLIC_KEY === undefined) === (env.VAPID_PRIVATE_KEY === undefined), {
      path: ['VAPID_PRIVATE_KEY'],
      error: 'expected with VAPID_PUBLIC_KEY, or neither',
      when: () => true,
    })
    .refine((env) => (env.OIDC_ISSUER === undefined) === (env.OIDC_AUDIENCE === undefined), {
      path: ['OIDC_AUDIENCE'],
      error: 'expected with OIDC_ISSUER, or neither',
      when: () => true,
    })
    .refine((env) => !production || !isFilled(env.WEBPUSH_TEST_ORIGINS), {
      path: ['WEBPUSH_TEST_ORIGINS'],
      error: 'is for simulators and refused in production',
      when: () => true,
    })
    .refine((env) => !production || !isLocalContact(String(env.VAPID_SUBJECT)), {
      path: ['VAPID_SUBJECT'],
      error: 'expected an address that push services can write to, not localhost',
      when: () => true,
    });
}

const APNS_CREDENTIALS = ['APNS_KEY', 'APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC'] as const;

/** Each that is missing while others are given is named by itself. */
function withWholeCredentials<Schema extends z.ZodObject>(schema: Schema): Schema {
  return APNS_CREDENTIALS.reduce(
    (ruled, name) =>
      ruled.refine(
        (env) => env[name] !== undefined || APNS_CREDENTIALS.every((other) => env[other] === undefined),
        {
          path: [name],
          error: `expected with the others of ${APNS_CREDENTIALS.join(', ')}, or none of them`,
          when: () => true,
        },
      ),
    schema,
  );
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Whether this is a production start. `next start` sets NODE_ENV itself, so the launcher hands the real answer on. */
export function isProduction(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env.CARILLON_ENV ?? env.NODE_ENV) === 'production';
}

/** The address that links use when none is configured. */
export function defaultPublicUrl(host: string, listenPort: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${listenPort}`;
}
