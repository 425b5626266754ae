import { createLogger } from '@carillon/runtime/logger';
import { createMetricsBuffer } from '@carillon/runtime/metrics';
import {
  apnsToken,
  browserSubscription,
  createActor,
  createTestRegistry,
  randomKeyRing,
} from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import { createRegistryJournal } from '../../src/devices/registry-events.ts';
import { useFileRegistry } from './file-registry.ts';
import { registerPhone } from './phone-calls.ts';
import { openRow, tokensOf } from './stored-rows.ts';

const file = useFileRegistry();
const { keyRing, setUp } = file;

describe('what is stored of a token', () => {
  it('TOK-2: swapped ciphertext opens for neither row, and registering again heals both', async () => {
    const { registry } = setUp();
    const [one, other] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const first = await registerPhone(registry, one, 'swap 1');
    const second = await registerPhone(registry, other, 'swap 2');
    const ids = [first.device.id, second.device.id];
    await file.database.pool.query(
      `UPDATE push_tokens p SET ciphertext = other.ciphertext, key_id = other.key_id
       FROM push_tokens other
       WHERE p.active AND other.active AND p.device_id = ANY ($1::uuid[]) AND other.device_id = ANY ($1::uuid[])
         AND p.id <> other.id`,
      [ids],
    );
    for (const id of ids) {
      const [row] = await tokensOf(file.database, id);
      expect(openRow(keyRing, row)).toEqual({ status: 'undecryptable', reason: 'wrong_place' });
    }
    await registerPhone(registry, one, 'swap 1');
    await registerPhone(registry, other, 'swap 2');
    for (const id of ids) {
      const [swapped, healed] = await tokensOf(file.database, id);
      expect(swapped).toMatchObject({ active: false, ciphertext: null });
      expect(openRow(keyRing, healed)).toMatchObject({ status: 'ok' });
    }
  });

  it('TOK-4: a quarantined token shows as such on its device, and registering the same token again ends that', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'quarantined');
    await file.database.pool.query(
      `UPDATE push_tokens SET quarantine_reason = 'undecryptable' WHERE device_id = $1`,
      [device.id],
    );
    const push = async () => (await registry.find(actor, device.id)).push;
    expect(await push()).toMatchObject({ health: 'quarantined', reason: 'undecryptable' });
    await registerPhone(registry, actor, 'quarantined');
    expect(await push()).toMatchObject({ health: 'ok', reason: null });
  });

  it('TOK-3: a token under a key that is missing shows it, and stays as it is', async () => {
    const { registry, parts } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'missing key');
    const without = createTestRegistry(file.database, { ...parts, keyRing: randomKeyRing('k2') }).registry;
    expect((await without.find(actor, device.id)).push).toMatchObject({
      health: 'quarantined',
      reason: 'missing_key',
    });
    expect((await registry.find(actor, device.id)).push).toMatchObject({ health: 'ok' });
  });

  it('DIS-6: a device whose token the provider called invalid stays, and shows why', async () => {
    const { registry } = setUp();
    const actor = await createActor(file.database, 'member');
    const { device } = await registerPhone(registry, actor, 'invalid');
    await file.database.pool.query(
      `UPDATE push_tokens SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = now(),
         revoke_reason = 'invalid', last_failure_reason = 'gone', last_used_at = '2031-01-01T00:00:00Z'
       WHERE device_id = $1`,
      [device.id],
    );
    expect(await registry.find(actor, device.id)).toMatchObject({
      status: 'active',
      push: { health: 'invalid', reason: 'gone', lastDeliveredAt: new Date('2031-01-01T00:00:00Z') },
    });
  });

  it('TOK-12, OBS-2: registration, rotation, move and revocation are logged with ids, never with token material', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLogger({ name: 'test', level: 'trace', destination });
    const metrics = createMetricsBuffer();
    const { registry } = createTestRegistry(file.database, {
      keyRing,
      publish: createRegistryJournal(log, metrics),
    });
    const [actor, next] = [
      await createActor(file.database, 'member'),
      await createActor(file.database, 'member'),
    ];
    const { device } = await registerPhone(registry, actor, 'logged 1');
    await registerPhone(registry, actor, 'logged 2');
    await registerPhone(registry, next, 'logged 2');
    const subscription = browserSubscription('logged');
    await registry.subscribe(actor, subscription);
    await registry.revoke(actor, device.id);

    const text = lines.join('');
    for (const secret of [
      apnsToken('logged 1'),
      apnsToken('logged 2'),
      subscription.endpoint,
      subscription.keys.p256dh,
      subscription.keys.auth,
    ]) {
      expect(text).not.toContain(secret);
    }
    const events = lines.map((line) => JSON.parse(line));
    expect(events.map(({ event, reason }) => [event, reason])).toEqual([
      ['device_registered', undefined],
      ['token_registered', undefined],
      ['device_updated', undefined],
      ['token_revoked', 'rotated'],
      ['token_rotated', undefined],
      ['device_registered', undefined],
      ['token_revoked', 'moved'],
      ['token_registered', undefined],
      ['device_registered', undefined],
      ['token_registered', undefined],
      ['device_revoked', undefined],
    ]);
    expect(events[1]).toMatchObject({
      device_id: device.id,
      user_id: actor.userId,
      token_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      provider: 'apns',
    });
    const counted = metrics.take().map(({ name, labels, value }) => [name, labels, value]);
    expect(counted).toEqual([
      ['devices_registered_total', '{"platform":"ios"}', 2],
      ['devices_registered_total', '{"platform":"web"}', 1],
      ['devices_revoked_total', '{"platform":"ios"}', 1],
    ]);
  });
});
