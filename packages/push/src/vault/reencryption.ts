import type { TokenId } from '@carillon/contracts/ids';
import type { EncryptionStatus } from '@carillon/contracts/installation';
import type { Logger } from '@carillon/runtime/logger';
import { z } from 'zod';
import type { SealedTokens, SettingStore } from '../ports.ts';
import type { Ciphertext, KeyRing } from './keyring.ts';

export interface ReencryptionParts {
  readonly tokens: SealedTokens;
  readonly settings: SettingStore;
  readonly keyRing: KeyRing;
  readonly log: Logger;
}

const SETTING = 'reencryption';
/** What an administrator asked for. It names the key, so that a process with an older key ring does not work against it. */
const requestSchema = z.object({ primaryKeyId: z.string(), finished: z.boolean() });

/** Small enough that a registration waits for milliseconds, large enough that a million tokens take a minute or two. */
const BATCH_TOKENS = 500;

/** TOK-3: which keys are in use, and how far a re-encryption is. */
export async function encryptionStatus({
  tokens,
  settings,
  keyRing,
}: Omit<ReencryptionParts, 'log'>): Promise<EncryptionStatus> {
  const [counted, request] = await Promise.all([tokens.countByKey(), findRequest(settings)]);
  const used = new Map(counted.map(({ keyId, tokens: count }) => [keyId, count]));
  const keyIds = [...new Set([...keyRing.keyIds, ...used.keys()])];
  const keys = keyIds.map((keyId) => ({
    keyId,
    available: keyRing.keyIds.includes(keyId),
    tokens: used.get(keyId) ?? 0,
  }));
  return {
    primaryKeyId: keyRing.primaryKeyId,
    keys,
    remaining: keys
      .filter(({ keyId, available }) => available && keyId !== keyRing.primaryKeyId)
      .reduce((sum, key) => sum + key.tokens, 0),
    running: request?.finished === false && request.primaryKeyId === keyRing.primaryKeyId,
  };
}

/** Asks the workers to encrypt everything with the first key of the ring. Asking again while they do changes nothing. */
export async function requestReencryption({
  settings,
  keyRing,
}: Pick<ReencryptionParts, 'settings' | 'keyRing'>): Promise<void> {
  await settings.save(SETTING, { primaryKeyId: keyRing.primaryKeyId, finished: false });
}

/**
 * Works on the request, if there is one, until everything that the ring can read is encrypted with its first key, or until
 * `signal` aborts. It can end anywhere: what is done is committed batch by batch, and the next call finds the rest. Sends,
 * registrations and other workers go on meanwhile. What cannot be read stays as it is (TOK-4).
 */
export async function reencrypt(parts: ReencryptionParts, signal: AbortSignal): Promise<void> {
  const { tokens, settings, keyRing, log } = parts;
  const request = await findRequest(settings);
  if (request === null || request.finished || request.primaryKeyId !== keyRing.primaryKeyId) return;
  await resealSettings(settings, keyRing);
  const keyIds = keyRing.keyIds.filter((keyId) => keyId !== keyRing.primaryKeyId);
  const total = { resealed: 0, unreadable: 0 };
  let after: TokenId | null = null;
  while (!signal.aborted) {
    const batch = await tokens.resealBatch({ keyIds, after, limit: BATCH_TOKENS }, (sealed) =>
      reseal(keyRing, sealed),
    );
    // Another worker's turn: it goes on from where it is, and a later call sees what is left.
    if (batch === null) return;
    total.resealed += batch.resealed;
    total.unreadable += batch.skipped;
    if (batch.last === null) {
      await settings.replace(SETTING, request, { ...request, finished: true });
      log.info({ key_id: keyRing.primaryKeyId, ...total }, 'push tokens are encrypted with the first key');
      return;
    }
    after = batch.last;
  }
}

/** What is inside, its place included, stays the same; null when the ring cannot read it. */
function reseal(keyRing: KeyRing, sealed: Ciphertext): Ciphertext | null {
  const opened = keyRing.decrypt(sealed);
  return opened.status === 'ok' ? keyRing.encryptWithPrimary(opened.plaintext) : null;
}

/** Sealed values among the settings (the VAPID private key), wherever they stand in their row. */
async function resealSettings(settings: SettingStore, keyRing: KeyRing): Promise<void> {
  for (const { name, value } of await settings.list()) {
    const resealed = resealWithin(keyRing, value);
    // Should somebody else have changed it meanwhile, it was written with the first key then.
    if (resealed !== value) await settings.replace(name, value, resealed);
  }
}

const sealedSchema = z.strictObject({ keyId: z.string(), ciphertext: z.string() });

/** The same value where nothing had to change. */
function resealWithin(keyRing: KeyRing, value: unknown): unknown {
  const sealed = sealedSchema.safeParse(value).data;
  if (sealed !== undefined) {
    return sealed.keyId === keyRing.primaryKeyId ? value : (reseal(keyRing, sealed) ?? value);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(
    ([name, member]) => [name, member, resealWithin(keyRing, member)] as const,
  );
  if (members.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(members.map(([name, , after]) => [name, after]));
}

async function findRequest(settings: SettingStore): Promise<z.infer<typeof requestSchema> | null> {
  return requestSchema.safeParse(await settings.find(SETTING)).data ?? null;
}
