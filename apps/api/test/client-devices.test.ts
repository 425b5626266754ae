import { createCarillonClient } from '@carillon/client';
import { type ExpoDeviceToken, expoPushTokens, nativePushTokens } from '@carillon/client/expo';
import { createInstallation } from '@carillon/client/installation';
import { startPairing } from '@carillon/client/pairing';
import { createPushDevice, type PushTokenSource } from '@carillon/client/push-device';
import { createSession } from '@carillon/client/session';
import { apnsToken } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeTokensOf, memoryStorage, watchedFetch } from './client-site.ts';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';

/** The machine may have much to do. */
const POLL = { timeout: 10_000 };

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000 });
});
afterAll(() => api.close());

/** A phone as expo-notifications shows it: `replace` is the platform's change of the token. */
function startPhone(first: string) {
  let device: ExpoDeviceToken = { type: 'ios', data: first };
  const listeners = new Set<(token: ExpoDeviceToken) => void>();
  const tell = () => {
    for (const listener of listeners) listener(device);
  };
  return {
    getPermissionsAsync: async () => ({ granted: true, canAskAgain: false }),
    requestPermissionsAsync: async () => ({ granted: true, canAskAgain: false }),
    async getDevicePushTokenAsync() {
      // As the real one does.
      tell();
      return device;
    },
    getExpoPushTokenAsync: async (options: { devicePushToken: ExpoDeviceToken }) => ({
      data: `ExponentPushToken[${String(options.devicePushToken.data).slice(0, 22)}]`,
    }),
    addPushTokenListener(listener: (token: ExpoDeviceToken) => void) {
      listeners.add(listener);
      return { remove: () => void listeners.delete(listener) };
    },
    replace(data: string) {
      device = { type: 'ios', data };
      tell();
    },
  };
}

async function startApp(name: string, tokensOf: (phone: ReturnType<typeof startPhone>) => PushTokenSource) {
  const way = watchedFetch();
  const storage = memoryStorage(new Map());
  const session = createSession({ url: api.url, storage, fetch: way.fetch });
  const client = createCarillonClient({ url: api.url, credentials: session, fetch: way.fetch });
  const installation = createInstallation({ storage, createId: () => `installation-${name}` });
  const phone = startPhone(apnsToken(name));
  const device = createPushDevice({
    client,
    installation,
    tokens: tokensOf(phone),
    device: { platform: 'ios', name: 'Phone' },
  });
  const user = await session.signUp({ email: `${name}@example.com`, password: PASSWORD });
  return { session, client, installation, phone, device, way, user };
}

type Phone = ReturnType<typeof startPhone>;
const native = (phone: Phone) => nativePushTokens(phone, { apnsEnvironment: 'development' });
const expo = (phone: Phone) => expoPushTokens(phone, { projectId: 'project' });

describe('a phone', () => {
  it.each([
    ['apns', native],
    ['expo', expo],
  ] as const)(
    'REG-6: registers with a token of %s, and once however often it starts',
    async (provider, tokens) => {
      const { device, client } = await startApp(`starts-${provider}`, tokens);
      const first = await device.register({ mayAsk: true });
      const again = await device.register({ mayAsk: false });
      expect(first).toMatchObject({ name: 'Phone', push: { provider, health: 'ok' } });
      expect(again?.id).toBe(first?.id);
      expect((await client.devices.list.query({})).devices).toHaveLength(1);
    },
  );

  it('TOK-5: a token that the platform replaces is registered by itself, and is the only active one', async () => {
    const { device, phone } = await startApp('replaced', native);
    await device.register({ mayAsk: true });
    const stop = device.followToken();
    phone.replace(apnsToken('replaced-2'));
    const where = { device: { installationId: 'installation-replaced' }, revokeReason: 'rotated' } as const;
    await expect.poll(() => api.database.prisma.pushToken.count({ where }), POLL).toBe(1);
    expect(await activeTokensOf(api, 'installation-replaced')).toBe(1);
    stop();
  });

  it('TOK-13: signing out takes back the push token', async () => {
    const { device, session } = await startApp('leaves', native);
    await device.register({ mayAsk: true });
    expect(await session.signOut(await device.farewell())).toBe(true);
    expect(await activeTokensOf(api, 'installation-leaves')).toBe(0);
    expect(await session.accessToken()).toBeNull();
  });

  it('TOK-13: signing out without a connection is told to the server as soon as there is one', async () => {
    const { device, session, way } = await startApp('offline', native);
    await device.register({ mayAsk: true });
    way.state.isCut = true;
    expect(await session.signOut(await device.farewell())).toBe(false);
    expect(await session.user()).toBeNull();
    expect(await activeTokensOf(api, 'installation-offline')).toBe(1);
    way.state.isCut = false;
    await session.user();
    await expect.poll(() => activeTokensOf(api, 'installation-offline'), POLL).toBe(0);
  });

  it('TOK-7: a registration that a sign-out overtook does not win', async () => {
    const { client, installation, session } = await startApp('overtaken', native);
    const { promise: late, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const tokens: PushTokenSource = {
      async getToken() {
        ask();
        await late;
        return { token: apnsToken('overtaken'), provider: 'apns', environment: 'production' };
      },
    };
    const device = createPushDevice({ client, installation, tokens, device: { platform: 'ios' } });
    await client.devices.register.mutate({ deviceId: await installation.id(), platform: 'ios' });
    const registration = device.register({ mayAsk: true });
    await asked;
    await device.unregister();
    arrive();
    expect(await registration).toBeNull();
    expect(await activeTokensOf(api, 'installation-overtaken')).toBe(0);
    expect(await session.user()).not.toBeNull();
  });

  it('registers without a token where the person does not want notifications', async () => {
    const { device } = await startApp('unwilling', () => ({ getToken: async () => null }));
    expect(await device.register({ mayAsk: true })).toMatchObject({ status: 'active', push: null });
    await expect(device.unregister()).resolves.toBeUndefined();
  });
});

describe('pairing', () => {
  it('AUTH-4: an app that shows its code is signed in once its person approved it, and not before', async () => {
    const owner = await startApp('owner', native);
    const session = createSession({ url: api.url, storage: memoryStorage(new Map()) });
    const anonymous = createCarillonClient({ url: api.url });
    const pairing = await startPairing(anonymous, {
      deviceId: 'television',
      platform: 'android',
      name: 'Television',
    });
    expect(pairing.code).toMatch(/^\d{6}$/);
    expect(await session.accessToken()).toBeNull();
    const approved = pairing.approved();
    await owner.client.pairings.confirm.mutate({ code: pairing.code });
    const paired = await approved;
    await session.adopt(paired);
    const client = createCarillonClient({ url: api.url, credentials: session });
    expect((await client.auth.me.query()).user.id).toBe(owner.user.id);
    expect(paired.device).toMatchObject({ deviceId: 'television', name: 'Television' });
  });

  it('AUTH-4: a pairing that its person rejects says so', async () => {
    const owner = await startApp('rejecting', native);
    const anonymous = createCarillonClient({ url: api.url });
    const pairing = await startPairing(anonymous, { deviceId: 'stranger', platform: 'android' });
    const approved = pairing.approved();
    await owner.client.pairings.reject.mutate({ code: pairing.code });
    await expect(approved).rejects.toMatchObject({ name: 'PairingEndedError', reason: 'rejected' });
  });
});
