import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const idSchema = z.string().regex(/^[A-Za-z0-9]{1,32}$/, { message: 'Expected letters and digits' });
const httpsOriginSchema = z
  .url({ protocol: /^https$/, message: 'Expected an https address' })
  .transform((value) => new URL(value).origin);

/** Everything that the APNs provider is told. */
export const apnsSettingsSchema = z.object({
  /** The private key of the .p8 file, PEM. Secret. */
  key: z.string().refine((pem) => importApnsKey(pem) !== null, {
    message: 'Expected the PEM of a P-256 private key, as in the .p8 file that Apple gives out',
  }),
  keyId: idSchema,
  teamId: idSchema,
  /** The app's bundle id. */
  topic: z.string().regex(/^[A-Za-z0-9.-]{1,255}$/, { message: 'Expected a bundle id' }),
  /**
   * Where tokens of each environment are sent to.
   * https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
   */
  origins: z.object({ production: httpsOriginSchema, development: httpsOriginSchema }),
  /** Where the dashboard is served: relative addresses in messages are resolved against it. */
  dashboardUrl: z.url({ protocol: /^https?$/ }),
  /** The only certificate authority, PEM, that the origins are trusted by; null leaves them to the usual ones. */
  testCaPem: z.string().nullable(),
  sessionsPerOrigin: z.number().int().min(1).max(64),
  maxStreamsPerSession: z.number().int().min(1).max(10_000),
  /** Messages that may wait for one origin; more fail at once as transient, so that memory stays bounded. */
  maxPendingPerOrigin: z.number().int().min(1).max(100_000),
});
export type ApnsSettings = z.infer<typeof apnsSettingsSchema>;

/** Values for the settings that most installations never touch. */
export const APNS_DEFAULTS = {
  sessionsPerOrigin: 2,
  // Apple's servers name 1000 today; what they name when they are asked holds if it is less.
  maxStreamsPerSession: 1000,
  maxPendingPerOrigin: 4000,
} as const satisfies Partial<ApnsSettings>;

/** The key of a .p8 file; null for anything but a P-256 private key in PEM. */
export function importApnsKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}
