import { z } from 'zod';
import { isVapidKeyPair } from './vapid.ts';

const absoluteOrPathSchema = z
  .string()
  .max(2048)
  .refine((value) => URL.canParse(value, 'https://dashboard.invalid'), {
    message: 'Expected an address or a path',
  });

/**
 * Who a push service may write to (RFC 8292 section 2.1). Apple refuses every message, as `BadJwtToken`, when the domain
 * is not public; a machine in development has no better, so that the environment's rules decide about it.
 */
export const vapidSubjectSchema = z.string().max(320).refine(isSubject, {
  message: 'Expected mailto: with an address, or an https: address',
});

function isSubject(subject: string): boolean {
  const url = URL.parse(subject);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'mailto:' && /^[^@]+@[^@]+$/.test(url.pathname);
}

/** Everything that the web push provider is told. Keys come from the environment or from the sealed settings. */
export const webPushSettingsSchema = z.object({
  vapid: z
    .object({ publicKey: z.string(), privateKey: z.string() })
    .refine(isVapidKeyPair, { message: 'Expected a P-256 key pair whose halves belong together' }),
  subject: vapidSubjectSchema,
  /** Where the dashboard is served: relative addresses in messages are resolved against it. */
  dashboardUrl: z.url({ protocol: /^https?$/ }),
  iconUrl: absoluteOrPathSchema.nullable(),
  badgeUrl: absoluteOrPathSchema.nullable(),
  /** Push service hosts: exact names, `.suffix` or `*.suffix`, or `*` for any public host (WEB-7). */
  allowedHosts: z.array(z.string().min(1)).min(1),
  /** Origins that skip the address guard, for tests and simulators only. */
  testOrigins: z.array(z.string().min(1)),
  /** The only certificate authority, PEM, that test origins are trusted by; null leaves them to the usual ones. */
  testCaPem: z.string().nullable(),
  connectionsPerOrigin: z.number().int().min(1).max(256),
  maxOrigins: z.number().int().min(1).max(10_000),
  /** Messages that may wait for one origin's sockets; more fail at once as transient, so that memory stays bounded. */
  maxPendingPerOrigin: z.number().int().min(1).max(100_000),
});
export type WebPushSettings = z.infer<typeof webPushSettingsSchema>;

/** Values for the settings that most installations never touch. */
export const WEB_PUSH_DEFAULTS = {
  // Over HTTP/1.1 a connection carries one message a round trip, so that this many share the distance to the service.
  connectionsPerOrigin: 100,
  maxOrigins: 64,
  maxPendingPerOrigin: 2000,
} as const satisfies Partial<WebPushSettings>;

/** Parts of the dashboard, which browsers load from there: paths below its address. */
export const DASHBOARD_IMAGES = {
  iconUrl: '/icons/icon-192.png',
  badgeUrl: '/icons/badge-96.png',
} as const satisfies Pick<WebPushSettings, 'iconUrl' | 'badgeUrl'>;
