import { createCarillonClient } from '@carillon/client';
import { expoPushTokens, nativePushTokens } from '@carillon/client/expo';
import { createInstallation, type Installation } from '@carillon/client/installation';
import { createPushDevice, type PushDevice, type PushTokenSource } from '@carillon/client/push-device';
import { createSession, type Session } from '@carillon/client/session';
import type { CarillonClient } from '@carillon/client/wire';
import Constants from 'expo-constants';
import { randomUUID } from 'expo-crypto';
import * as Device from 'expo-device';
import * as Notifications from 'expo-notifications';
import { Platform } from 'react-native';
import { secureStorage } from './secure-storage.ts';

/** One server, as this app uses it. */
export interface Server {
  readonly url: string;
  readonly client: CarillonClient;
  readonly session: Session;
  readonly installation: Installation;
  /** This phone. */
  readonly device: PushDevice;
}

/** Everything that talks to the server at `url`. Nothing is asked yet. */
export function openServer(url: string): Server {
  const storage = secureStorage;
  const session = createSession({ url, storage });
  const client = createCarillonClient({ url, credentials: session });
  const installation = createInstallation({ storage, createId: randomUUID });
  const device = createPushDevice({
    client,
    installation,
    tokens: pushTokens(),
    device: describePhone(),
    onError: (error) => console.warn('The new push token could not be registered', error),
  });
  return { url, client, session, installation, device };
}

/** Expo's where this build belongs to a project of Expo's push service, else the platform's own. */
function pushTokens(): PushTokenSource {
  const projectId: unknown = Constants.expoConfig?.extra?.eas?.projectId;
  if (typeof projectId === 'string') return expoPushTokens(Notifications, { projectId });
  return nativePushTokens(Notifications, { apnsEnvironment: __DEV__ ? 'development' : 'production' });
}

/** What the list of devices and whoever approves a pairing are shown. */
export function describePhone() {
  return {
    platform: Platform.OS === 'ios' ? ('ios' as const) : ('android' as const),
    ...(Device.deviceName && { name: Device.deviceName }),
    ...(Device.modelName && { model: Device.modelName }),
    ...(Device.osVersion && { osVersion: Device.osVersion }),
    ...(Constants.expoConfig?.version && { appVersion: Constants.expoConfig.version }),
  };
}
