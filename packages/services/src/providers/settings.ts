import { apnsKeySettingSchema } from '@carillon/push/providers/apns/key-setting';
import { fcmCredentialsSettingSchema } from '@carillon/push/providers/fcm/credentials-setting';
import { productSettings } from '@carillon/runtime/product-settings';
import type { z } from 'zod';

/**
 * The settings of APNs, FCM and Expo, for the processes that send and for those that examine. Keys are checked whole, files
 * included, so that everything that is wrong is told together at the start.
 */
export const providerSettings = productSettings
  .pick({
    APNS_KEY_ID: true,
    APNS_TEAM_ID: true,
    APNS_TOPIC: true,
    APNS_PRODUCTION_URL: true,
    APNS_DEVELOPMENT_URL: true,
    FCM_PROJECT_ID: true,
    FCM_BASE_URL: true,
    EXPO_ENABLED: true,
    EXPO_ACCESS_TOKEN: true,
    EXPO_BASE_URL: true,
  })
  .extend({
    APNS_KEY: apnsKeySettingSchema.optional(),
    FCM_SERVICE_ACCOUNT: fcmCredentialsSettingSchema.optional(),
  });

export type ProviderSettings = z.output<typeof providerSettings> & {
  /** Where links in messages lead that name no host. */
  readonly PUBLIC_WEB_URL: string;
};
