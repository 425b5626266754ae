import type { PushToken, PushTokenSource } from './push-device.ts';
import type { Environment } from './wire.ts';

/** What this needs of the module expo-notifications, which fits as it is: `import * as Notifications from 'expo-notifications'`. */
export interface ExpoNotifications {
  getPermissionsAsync(): Promise<ExpoPermission>;
  requestPermissionsAsync(): Promise<ExpoPermission>;
  getDevicePushTokenAsync(): Promise<ExpoDeviceToken>;
  getExpoPushTokenAsync(options: {
    projectId: string;
    devicePushToken: ExpoDeviceToken;
  }): Promise<{ readonly data: string }>;
  addPushTokenListener(listener: (token: ExpoDeviceToken) => void): { remove(): void };
}

/** The platform's own token: on a phone `type` is `ios` or `android`, and `data` text. */
export interface ExpoDeviceToken {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as expo-notifications declares it, so that its tokens can be handed back to it
  readonly data: any;
}

export interface ExpoPermission {
  readonly granted: boolean;
  readonly canAskAgain: boolean;
}

/**
 * Tokens of Expo's push service, which are of one kind for iPhones and Android.
 *
 * @param options `projectId`: `Constants.expoConfig.extra.eas.projectId`
 */
export function expoPushTokens(
  notifications: ExpoNotifications,
  { projectId }: { readonly projectId: string },
): PushTokenSource {
  return sourceOf(notifications, async (devicePushToken) => {
    const { data } = await notifications.getExpoPushTokenAsync({ projectId, devicePushToken });
    return { token: data, provider: 'expo' };
  });
}

/**
 * The platform's own tokens, for servers that send by APNs and FCM without Expo in between.
 *
 * @param options `apnsEnvironment`: `production` for TestFlight and the App Store, `development` for builds that are signed for
 * debugging
 */
export function nativePushTokens(
  notifications: ExpoNotifications,
  { apnsEnvironment }: { readonly apnsEnvironment: Environment },
): PushTokenSource {
  return sourceOf(notifications, async ({ type, data }) => {
    if (type === 'android') return { token: data, provider: 'fcm' };
    return { token: data, provider: 'apns', environment: apnsEnvironment };
  });
}

function sourceOf(
  notifications: ExpoNotifications,
  toPushToken: (token: ExpoDeviceToken) => Promise<PushToken>,
): PushTokenSource {
  let known: unknown;
  const read = async (token: ExpoDeviceToken): Promise<PushToken> => {
    requirePhone(token);
    return await toPushToken(token);
  };
  return {
    async getToken({ mayAsk }) {
      if (!(await isAllowed(notifications, mayAsk))) return null;
      const token = await notifications.getDevicePushTokenAsync();
      known = token.data;
      return await read(token);
    },
    onChange(listener) {
      // Asking for the token calls the listener too; asked from within it would never end. So it is taken from there.
      const subscription = notifications.addPushTokenListener((token) => {
        if (token.data === known) return;
        known = token.data;
        listener(() => read(token));
      });
      return () => subscription.remove();
    },
  };
}

function requirePhone({ type, data }: ExpoDeviceToken): void {
  if (typeof data === 'string' && (type === 'ios' || type === 'android')) return;
  throw new TypeError(`Expected a token of iOS or Android, and got one of ${type}`);
}

async function isAllowed(notifications: ExpoNotifications, mayAsk: boolean): Promise<boolean> {
  const present = await notifications.getPermissionsAsync();
  if (present.granted || !mayAsk || !present.canAskAgain) return present.granted;
  return (await notifications.requestPermissionsAsync()).granted;
}
