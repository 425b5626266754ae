import { randomBytes } from 'node:crypto';
import type { DeviceId } from '@carillon/contracts/ids';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { createPushDevices } from '@carillon/testing/push-devices';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

describe('a worker that lacks the key of the VAPID pair', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await createInstallation();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  it('TOK-3, WEB-1: web push waits with its reason and loses nothing; with the key back it goes out', async () => {
    const { admin, database, delivery, tokenKeys } = installation;
    const generated = { VAPID_PUBLIC_KEY: '', VAPID_PRIVATE_KEY: '' };
    const first = installation.startWorker(generated);
    await first.ready();
    await first.stop('SIGTERM');
    await installation.subscribe(admin, 2);
    await database.pool.query('UPDATE push_tokens SET vapid_key_id = NULL');
    const lost = `new:${randomBytes(32).toString('base64url')}`;
    const before = await database.pool.query('SELECT value FROM settings WHERE name = $1', ['vapid']);

    const without = installation.startWorker({ ...generated, TOKEN_ENCRYPTION_KEYS: lost });
    await without.ready();
    expect(without.log.join('\n')).toContain('web push waits until its key pair can be opened');
    await delivery.send({ audience: { userIds: [admin.id] }, title: 'Later' });
    await expect
      .poll(
        async () =>
          (await database.pool.query('SELECT reason FROM deliveries WHERE reason IS NOT NULL')).rows,
      )
      .toHaveLength(2);
    expect(await installation.counts()).toEqual({ pending: 2 });
    // A browser that registers meanwhile is sealed with the key that there is, and waits for the pair.
    const registered = {
      userId: admin.id,
      provider: 'webpush',
      keyRing: parseKeyRing(lost),
      count: 1,
    } as const;
    const [deviceId] = await createPushDevices(database, registered);
    const id = await delivery.send({ audience: { deviceIds: [deviceId as DeviceId] }, title: 'Later, too' });
    const reasonOf = async () =>
      (await database.pool.query('SELECT state, reason FROM deliveries WHERE notification_id = $1', [id]))
        .rows;
    await expect.poll(reasonOf).toEqual([{ state: 'pending', reason: 'vapid_unavailable' }]);
    await database.pool.query('DELETE FROM devices WHERE id = $1', [deviceId]);
    await without.stop('SIGTERM');
    const after = await database.pool.query('SELECT value FROM settings WHERE name = $1', ['vapid']);
    expect(after.rows).toEqual(before.rows);

    await database.pool.query('UPDATE deliveries SET next_attempt_at = now()');
    await installation.startWorker({ TOKEN_ENCRYPTION_KEYS: `${lost},${tokenKeys}` }).ready();
    await expect.poll(() => installation.counts(), { timeout: 20_000 }).toEqual({ accepted: 2 });
  }, 60_000);
});
