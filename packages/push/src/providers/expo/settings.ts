import { z } from 'zod';

/** Everything that the Expo provider is told. */
export const expoSettingsSchema = z.object({
  /** Where Expo's push API is: its origin. */
  baseUrl: z.url({ protocol: /^https$/ }),
  /** Needed once the project's owner has turned on «enhanced security for push notifications»; null sends none. */
  accessToken: z.string().min(1).nullable(),
  /** Where the dashboard is served: an image whose address is a path is resolved against it. */
  dashboardUrl: z.url({ protocol: /^https?$/ }),
  /** The only certificate authority, PEM, that the API is trusted by; null leaves it to the usual ones. */
  testCaPem: z.string().nullable(),
  /**
   * Messages that all workers together hand over in a second. Expo refuses more than 600 a second for a project:
   * https://docs.expo.dev/push-notifications/sending-notifications/#request-errors
   */
  messagesPerSecond: z.number().int().min(1).max(600),
});
export type ExpoSettings = z.infer<typeof expoSettingsSchema>;

/** Values for the settings that most installations never touch. */
export const EXPO_DEFAULTS = {
  baseUrl: 'https://exp.host',
  messagesPerSecond: 500,
} as const satisfies Partial<ExpoSettings>;
