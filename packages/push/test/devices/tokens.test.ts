import { installationIdSchema } from '@carillon/contracts/ids';
import { createDevice } from '@carillon/testing/factories';
import { apnsToken, createActor, createTestRegistry, fcmToken } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import { useFileRegistry } from './file-registry.ts';
import { ios, PHONE, registerPhone } from './phone-calls.ts';
import { openRow, tokensOf } from './stored-rows.ts';

const file = useFileRegistry();
const { keyRing, setUp } = file;

describe('setting and rotating a token', () => {
  it('TOK-5: a different token rotates: the old row is history without ciphertext, the new one opens to the new token', async () => {
    const { registry, events } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'rotates 1');
    await registerPhone(registry, actor, 'rotates 2');
    const [before, after] = await tokensOf(file.database, device.id);
    expect(before).toMatchObject({
      active: false,
      revoke_reason: 'rotated',
      revoked_at: expect.any(Date),
      ciphertext: null,
      key_id: null,
    });
    expect(after).toMatchObject({ active: true, revoke_reason: null });
    expect(openRow(keyRing, after)).toEqual({
      status: 'ok',
      value: { provider: 'apns', token: apnsToken('rotates 2') },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'device_registered',
      'token_registered',
      'device_updated',
      'token_revoked',
      'token_rotated',
    ]);
  });

  it('TOK-5: the same token again, in whatever case, only moves timestamps; a corrected environment is taken', async () => {
    let now = new Date('2031-01-01T00:00:00Z');
    const { registry } = createTestRegistry(file.database, { keyRing, clock: { now: () => now } });
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'same');
    const [before] = await tokensOf(file.database, device.id);
    now = new Date('2031-01-02T00:00:00Z');
    const pushToken = apnsToken('same').toUpperCase();
    await registry.replaceToken(actor, { id: device.id, pushToken, environment: 'development' });
    const rows = await tokensOf(file.database, device.id);
    // Case is part of the ciphertext but not of the token's identity.
    const registered_at = expect.any(Date);
    expect(rows).toEqual([{ ...before, updated_at: now, registered_at, environment: 'development' }]);
    expect(rows[0]?.registered_at.getTime()).toBeGreaterThan(before?.registered_at.getTime() ?? Number.NaN);
  });

  it('TOK-5: nothing is half done: a refused registration leaves device and token as they were', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'whole', 5);
    const before = await tokensOf(file.database, device.id);
    const stale = registry.register(actor, {
      deviceId: PHONE,
      platform: 'ios',
      name: 'changed',
      userAgent: null,
      generation: 4,
      ...ios('whole 2'),
    });
    await expect(stale).rejects.toMatchObject({ code: 'stale_registration', status: 409 });
    expect(await registry.find(actor, device.id)).toEqual(device);
    expect(await tokensOf(file.database, device.id)).toEqual(before);
  });

  it('TOK-8: the token of a device is replaced; of a revoked one or of an agent it is not', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'replaced 1');
    await registry.replaceToken(actor, { id: PHONE, ...ios('replaced 2') });
    expect(await tokensOf(file.database, device.id)).toMatchObject([
      { revoke_reason: 'rotated' },
      { active: true },
    ]);
    await registry.revoke(actor, device.id);
    const replace = (id: string) => registry.replaceToken(actor, { id, ...ios('replaced 3') });
    await expect(replace(device.id)).rejects.toMatchObject({ code: 'conflict' });
    const agent = await createDevice(file.database, { userId: actor.userId, platform: 'agent' });
    await expect(replace(agent)).rejects.toMatchObject({ code: 'conflict' });
    await expect(replace('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('TOK-9: by installation alone: registers, confirms and rotates; an unknown installation becomes an iOS device', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const put = async (seed: string) => {
      const input = { token: apnsToken(seed), deviceId: PHONE, environment: 'development' } as const;
      return (await registry.registerDeviceToken(actor, input)).answer;
    };
    const first = await put('by installation 1');
    expect(first).toMatchObject({
      deviceId: PHONE,
      provider: 'apns',
      environment: 'development',
      rotated: false,
    });
    expect(await put('by installation 1')).toEqual(first);
    const rotated = await put('by installation 2');
    expect(rotated).toMatchObject({ rotated: true });
    expect(rotated.id).not.toBe(first.id);
    expect(await registry.find(actor, PHONE)).toMatchObject({ platform: 'ios', push: { health: 'ok' } });
  });

  it('TOK-9: takes the provider from the platform of a device that is registered', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    await registry.register(actor, { deviceId: PHONE, platform: 'android', userAgent: null });
    const put = (token: string) =>
      registry.registerDeviceToken(actor, { token, deviceId: PHONE, environment: 'production' });
    expect(await put(fcmToken('by platform'))).toMatchObject({ answer: { provider: 'fcm' } });
    await expect(put('not a token')).rejects.toMatchObject({ errors: [{ path: 'token' }] });
  });
});

describe('revoking a token on logout', () => {
  it('TOK-10: wipes the active token and keeps the device; a second time is 404, and so is a device without token', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'logout');
    await registry.revokeDeviceToken(actor, { deviceId: PHONE });
    expect(await tokensOf(file.database, device.id)).toMatchObject([
      { active: false, revoke_reason: 'logout', ciphertext: null },
    ]);
    expect(await registry.find(actor, device.id)).toMatchObject({
      status: 'active',
      push: { health: 'none', reason: 'logout' },
    });
    const again = (deviceId: string) =>
      registry.revokeDeviceToken(actor, { deviceId: installationIdSchema.parse(deviceId) });
    await expect(again(PHONE)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    await expect(again('never registered')).rejects.toMatchObject({ code: 'not_found' });
  });

  it("TOK-10: reaches the caller's own installation alone", async () => {
    const { registry } = setUp();
    const [owner, other] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const { device } = await registerPhone(registry, owner, 'not theirs');
    const foreign = registry.revokeDeviceToken(other, { deviceId: PHONE });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    expect((await registry.find(owner, device.id)).push?.health).toBe('ok');
  });

  it('TOK-13: as part of signing out it says whether there was a token, and is no error without one', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    await registerPhone(registry, actor, 'signing out');
    const logout = { userId: actor.userId, installationId: PHONE, generation: undefined };
    expect(await registry.revokeTokenOfInstallation(logout)).toBe(true);
    expect(await registry.revokeTokenOfInstallation(logout)).toBe(false);
    expect((await registry.find(actor, PHONE)).push).toMatchObject({ health: 'none', reason: 'logout' });
  });
});
