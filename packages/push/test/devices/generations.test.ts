import { apnsToken, createActor } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import { useFileRegistry } from './file-registry.ts';
import { ios, PHONE, registerPhone } from './phone-calls.ts';
import { openRow, tokensOf } from './stored-rows.ts';

const file = useFileRegistry();
const { keyRing, setUp } = file;

describe('what was overtaken on its way', () => {
  it('TOK-7: a registration older than the stored one changes nothing; the same generation again is a retry', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'newest', 20);
    await expect(registerPhone(registry, actor, 'late', 19)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    const stale = registry.replaceToken(actor, { id: device.id, ...ios('late'), generation: 19 });
    await expect(stale).rejects.toMatchObject({ code: 'stale_registration' });
    await registerPhone(registry, actor, 'newest', 20);
    expect(await tokensOf(file.database, device.id)).toHaveLength(1);
    await registerPhone(registry, actor, 'newer', 21);
    expect(await tokensOf(file.database, device.id)).toHaveLength(2);
  });

  it('TOK-7: a registration that was sent before a logout and lands after it is refused, also when the logout found no token', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'before logout', 1);
    await registry.revokeDeviceToken(actor, { deviceId: PHONE, generation: 3 });
    await expect(registerPhone(registry, actor, 'slow', 2)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    const again = { userId: actor.userId, installationId: PHONE, generation: 9 };
    expect(await registry.revokeTokenOfInstallation(again)).toBe(false);
    await expect(registerPhone(registry, actor, 'slow', 8)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(actor, device.id)).push?.health).toBe('none');
  });

  it('TOK-7: a logout that lands after a newer registration leaves it alone', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    await registerPhone(registry, actor, 'signed in again', 8);
    const late = { userId: actor.userId, installationId: PHONE, generation: 7 };
    await expect(registry.revokeTokenOfInstallation(late)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(actor, PHONE)).push?.health).toBe('ok');
  });

  it('TOK-7: on one phone, a late registration of the account before does not take the token back', async () => {
    const { registry } = setUp();
    const [before, now] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    await registerPhone(registry, before, 'one phone', 1);
    await registerPhone(registry, now, 'one phone', 5);
    await expect(registerPhone(registry, before, 'one phone', 2)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(now, PHONE)).push?.health).toBe('ok');
  });

  it('TOK-7: of 50 registrations at once in any order, the highest generation wins', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => {
        const generation = ((index * 17) % 50) + 1;
        return registerPhone(registry, actor, `generation ${generation}`, generation);
      }),
    );
    const { id } = await registry.find(actor, PHONE);
    const active = (await tokensOf(file.database, id)).filter((row) => row.active);
    expect(active).toHaveLength(1);
    expect(openRow(keyRing, active[0])).toMatchObject({ value: { token: apnsToken('generation 50') } });
  });
});
