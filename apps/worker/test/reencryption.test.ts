import { randomBytes } from 'node:crypto';
import { createSealedTokens } from '@carillon/db/repositories/sealed-tokens';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { encryptionStatus, requestReencryption } from '@carillon/push/vault/reencryption';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

const DEVICES = 2_000;

describe('worker processes with a new key', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await createInstallation();
  });
  afterEach(async () => {
    await expectLedgerInvariant(installation.database, installation.takenPairs());
    await installation[Symbol.asyncDispose]();
  });

  it('TOK-3: tokens move to it while a broadcast goes out, also when a worker is killed; then the old key is not needed', async () => {
    const { admin, database, delivery, tokenKeys } = installation;
    await installation.subscribe(admin, DEVICES);
    const newKey = `new:${randomBytes(32).toString('base64url')}`;
    const keyRing = parseKeyRing(`${newKey},${tokenKeys}`);
    const stored = { tokens: createSealedTokens(database), settings: createSettingStore(database), keyRing };
    const ring = { TOKEN_ENCRYPTION_KEYS: `${newKey},${tokenKeys}` };
    const [first, second] = [installation.startWorker(ring), installation.startWorker(ring)];
    await Promise.all([first.ready(), second.ready()]);
    await requestReencryption(stored);
    await delivery.send({ audience: { broadcast: true }, title: 'Meanwhile' });
    const moved = async () => DEVICES - (await encryptionStatus(stored)).remaining;
    await expect.poll(moved, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    await first.stop('SIGKILL');
    await expect
      .poll(() => encryptionStatus(stored), { timeout: 60_000 })
      .toMatchObject({ remaining: 0, running: false });
    await expect.poll(() => installation.counts(), { timeout: 90_000 }).toEqual({ accepted: DEVICES });
    await second.stop('SIGTERM');

    await installation.startWorker({ TOKEN_ENCRYPTION_KEYS: newKey }).ready();
    await delivery.send({ audience: { broadcast: true }, title: 'With the new key alone' });
    await expect.poll(() => installation.counts(), { timeout: 60_000 }).toEqual({ accepted: 2 * DEVICES });
  }, 180_000);
});
