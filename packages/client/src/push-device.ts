import { failureOf } from './errors.ts';
import type { Installation } from './installation.ts';
import type { CarillonClient, Device, DeviceRegistration, Environment, Provider } from './wire.ts';

/** What a platform gives an app to be reached by. */
export interface PushToken {
  readonly token: string;
  readonly provider: Provider;
  /** APNs alone: which of its hosts the token belongs to. `development` for builds that Xcode signs for debugging. */
  readonly environment?: Environment;
}

/** Where push tokens come from; `expoPushTokens` and `nativePushTokens` make one from expo-notifications. */
export interface PushTokenSource {
  /** Asks the person when `mayAsk`; null when they do not want notifications. */
  getToken(options: { readonly mayAsk: boolean }): Promise<PushToken | null>;
  /** Calls back with each token that the platform put in the place of another, until what it returns is called. */
  onChange?(listener: (replaced: () => Promise<PushToken>) => void): () => void;
}

export interface PushDeviceOptions {
  readonly client: CarillonClient;
  readonly installation: Installation;
  readonly tokens: PushTokenSource;
  readonly device: DeviceDescription;
  /** Told what failed when nobody waits for it: a registration after the platform replaced the token. */
  readonly onError?: (error: unknown) => void;
}

/** What the list of devices shows. Members that are left out stay as the server has them. */
export type DeviceDescription = Pick<
  DeviceRegistration,
  'platform' | 'name' | 'model' | 'osVersion' | 'appVersion' | 'tags'
>;

/** This app's device at the server. */
export interface PushDevice {
  /**
   * Registers the device with its present push token, or brings it up to date. Call it when a person signed in, and at each
   * start while they are. Without permission the device is registered without a token. Null when a newer registration or a
   * sign-out overtook this one (TOK-7): there is nothing to do then.
   *
   * @param options `mayAsk`: the person may be asked for permission now
   * @throws what the server says: `unauthenticated`, `device_limit_reached`, `validation_failed`
   */
  register(options: { readonly mayAsk: boolean }): Promise<Device | null>;
  /** Registers again whenever the platform replaces the token (TOK-5), until what it returns is called. */
  followToken(): () => void;
  /** Keeps the device and takes back its push token. Nothing to take back is no error. */
  unregister(): Promise<void>;
  /** What `session.signOut` wants to know, so that it takes back the token as well (TOK-13). */
  farewell(): Promise<{ readonly deviceId: string; readonly generation: number }>;
}

/** Registrations go one after the other, each with a generation of its own, so that the server keeps the last (TOK-7). */
export function createPushDevice(options: PushDeviceOptions): PushDevice {
  const { client, installation, tokens, device } = options;
  let last: Promise<unknown> = Promise.resolve();

  const register = (readToken: () => Promise<PushToken | null>): Promise<Device | null> => {
    const turn = last.then(() => registerOnce(readToken));
    last = turn.catch(() => undefined);
    return turn;
  };

  async function registerOnce(readToken: () => Promise<PushToken | null>): Promise<Device | null> {
    // Before the token is asked for: whoever signs out meanwhile comes later, and wins.
    const { deviceId, generation } = await farewell();
    const token = await readToken();
    const push = token === null ? {} : toPush(token);
    try {
      return await client.devices.register.mutate({ ...device, deviceId, generation, ...push });
    } catch (error) {
      if (failureOf(error).code === 'stale_registration') return null;
      throw error;
    }
  }

  const farewell = async () => ({
    deviceId: await installation.id(),
    generation: await installation.nextGeneration(),
  });

  return {
    register: (asking) => register(() => tokens.getToken(asking)),
    followToken() {
      const stop = tokens.onChange?.((replaced) => {
        register(replaced).catch((error: unknown) => options.onError?.(error));
      });
      return stop ?? (() => undefined);
    },
    async unregister() {
      try {
        await client.deviceTokens.revoke.mutate(await farewell());
      } catch (error) {
        const { code } = failureOf(error);
        if (code !== 'not_found' && code !== 'stale_registration') throw error;
      }
    },
    farewell,
  };
}

function toPush({ token, provider, environment }: PushToken) {
  return { pushToken: token, provider, ...(environment !== undefined && { environment }) };
}
