import { randomBytes } from 'node:crypto';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { expect, it } from 'vitest';
import { countStates, endLeases, expectLedgerHolds } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { IS_LONG, scaled } from '../../src/faults/scale.ts';
import type { SeededDevice } from '../../src/faults/seed-devices.ts';

const DEVICES = scaled({ short: 100, long: 2_000 });
const DEADLY = DEVICES / 100;
const DEADLY_MESSAGE = new URL('../../src/faults/preloads/deadly-message.ts', import.meta.url).href;
const LIMIT_MS = scaled({ short: 240_000, long: 1_500_000 });

it(`F-9: of ${DEVICES} messages ${DEADLY} kill whatever worker sends them: the other 99 % arrive, 0 tokens retired`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  const devices = await installation.seed(DEVICES);
  const deadly = devices.slice(0, DEADLY);
  await installation.admin.send({ audience: { broadcast: true } });

  const options = { preloads: [DEADLY_MESSAGE], env: { DEADLY_PATHS: deadly.map(pathOf).join(',') } };
  const limitMs = performance.now() + LIMIT_MS;
  let killed = 0;
  const isOver = async () => {
    const { accepted = 0, failed = 0 } = await countStates(installation);
    return accepted + failed === DEVICES || performance.now() > limitMs;
  };
  // As the launcher does, a worker is started again whenever one has died.
  while (!(await isOver())) {
    const worker = installation.startWorker(options);
    await worker.ready();
    while (worker.isRunning && !(await isOver()));
    if (worker.isRunning) break;
    killed += 1;
    if (!IS_LONG) await endLeases(installation);
  }

  expect(await countStates(installation)).toEqual({ accepted: DEVICES - DEADLY, failed: DEADLY });
  expect(await reasonsOf(installation, deadly)).toEqual(['attempts_exhausted']);
  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-9 deadly messages', {
    devices: DEVICES,
    deadly: DEADLY,
    'workers killed': killed,
    arrived: DEVICES - DEADLY,
    'tokens retired': await countRetired(installation),
    'repeated hits': repeated,
    'seen twice': seenTwice,
  });
  expect(await countRetired(installation)).toBe(0);
  expect(seenTwice).toBe(0);
});

it('F-9: undecryptable tokens and a lost key: the other 99 % arrive, 0 tokens retired, and what waited for the key goes on', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  const lostKey = `k2:${randomBytes(32).toString('base64url')}`;
  const devices = await installation.seed(DEVICES - 2);
  await installation.seed(2, { keyRing: parseKeyRing(lostKey) });
  const broken = devices.slice(0, 1).map(({ deviceId }) => deviceId);
  await installation.database.pool.query(
    "UPDATE push_tokens SET ciphertext = overlay(ciphertext PLACING 'AAAA' FROM 60) WHERE device_id = ANY($1::uuid[])",
    [broken],
  );
  const worker = installation.startWorker();
  await worker.ready();
  await installation.admin.send({ audience: { broadcast: true } });
  const states = () => countStates(installation);
  await expect.poll(states, { timeout: 60_000 }).toEqual({ accepted: DEVICES - 3, failed: 1, pending: 2 });
  expect(await countRetired(installation)).toBe(0);

  await worker.stop('SIGTERM');
  await endLeases(installation);
  await installation
    .startWorker({ env: { TOKEN_ENCRYPTION_KEYS: `${installation.keys},${lostKey}` } })
    .ready();
  await expect.poll(states, { timeout: 60_000 }).toEqual({ accepted: DEVICES - 1, failed: 1 });
  expect(await countRetired(installation)).toBe(0);
  const { repeated } = await expectLedgerHolds(installation);
  recordFault('F-9 unreadable tokens', {
    devices: DEVICES,
    undecryptable: 1,
    'without their key': 2,
    'tokens retired': 0,
    'repeated hits': repeated,
  });
  expect(repeated).toBe(0);
});

function pathOf({ subscriptionId }: SeededDevice): string {
  return `/push/${subscriptionId}`;
}

async function reasonsOf(
  { database }: Installation,
  devices: readonly SeededDevice[],
): Promise<readonly (string | null)[]> {
  const { rows } = await database.pool.query<{ reason: string | null }>(
    'SELECT DISTINCT reason FROM deliveries WHERE device_id = ANY($1::uuid[])',
    [devices.map(({ deviceId }) => deviceId)],
  );
  return rows.map(({ reason }) => reason);
}

function countRetired({ database }: Installation): Promise<number> {
  return database.prisma.pushToken.count({ where: { active: false } });
}
