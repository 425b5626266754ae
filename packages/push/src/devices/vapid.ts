import { createHash } from 'node:crypto';
import { AppError } from '@carillon/contracts/errors';
import { z } from 'zod';
import type { SettingStore } from '../ports.ts';
import { generateVapidKeys, isVapidKeyPair, type VapidKeys } from '../providers/webpush/vapid.ts';
import type { KeyRing } from '../vault/keyring.ts';
import { openSetting, sealSetting } from '../vault/sealed-setting.ts';

/** The key pair by which push services know this installation (WEB-1). */
export interface VapidKeySource {
  /**
   * The configured pair or, without one, the stored pair, which is made at first need.
   *
   * @throws {AppError} `unavailable` when the stored pair cannot be opened: it is never replaced, because every browser
   * that subscribed would be lost with it
   */
  load(): Promise<VapidKeys>;
  /** Which pair new subscriptions are made for ({@link vapidKeyIdOf}); null as long as there is none. Never makes one. */
  currentKeyId(): Promise<string | null>;
}

export interface VapidParts {
  readonly settings: SettingStore;
  readonly keyRing: KeyRing;
  /** The pair of the environment, which wins. */
  readonly configured: VapidKeys | null;
}

const SETTING = 'vapid';
const storedPairSchema = z.object({
  publicKey: z.string(),
  privateKey: z.object({ keyId: z.string(), ciphertext: z.string() }),
});
type StoredPair = z.infer<typeof storedPairSchema>;

/** SHA-256 of the public key's 65 bytes, in hexadecimal. */
export function vapidKeyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex');
}

/** @throws {Error} when a pair is configured and its halves do not belong together */
export function createVapidKeySource(parts: VapidParts): VapidKeySource {
  const { configured } = parts;
  if (configured !== null) {
    if (!isVapidKeyPair(configured)) throw new Error('The configured VAPID keys are no P-256 key pair');
    const keyId = vapidKeyIdOf(configured.publicKey);
    return { load: async () => configured, currentKeyId: async () => keyId };
  }
  // A stored pair never changes, so that what was read once stays right; failures are not kept.
  let keys: VapidKeys | null = null;
  let keyId: string | null = null;
  return {
    async load() {
      keys ??= await loadStored(parts);
      return keys;
    },
    async currentKeyId() {
      keyId ??= await findStoredKeyId(parts.settings);
      return keyId;
    },
  };
}

async function loadStored({ settings, keyRing }: VapidParts): Promise<VapidKeys> {
  // Of several processes that make a pair at once, one stores it, and all of them read that one (F-13).
  const found = (await settings.find(SETTING)) ?? (await settings.findOrCreate(SETTING, newPair(keyRing)));
  const stored = storedPairSchema.safeParse(found);
  if (!stored.success) throw unreadable('what is stored is no key pair');
  const { publicKey, privateKey } = stored.data;
  const opened = openSetting(keyRing, SETTING, privateKey);
  if (opened.status === 'missing_key') {
    throw unreadable(`the encryption key "${opened.keyId}" is not configured`);
  }
  if (opened.status === 'undecryptable') throw unreadable('the private key does not decrypt');
  const keys = { publicKey, privateKey: opened.value };
  if (!isVapidKeyPair(keys)) throw unreadable('its halves do not belong together');
  return keys;
}

function newPair(keyRing: KeyRing): StoredPair {
  const { publicKey, privateKey } = generateVapidKeys();
  return { publicKey, privateKey: sealSetting(keyRing, SETTING, privateKey) };
}

async function findStoredKeyId(settings: SettingStore): Promise<string | null> {
  const stored = storedPairSchema.safeParse(await settings.find(SETTING));
  return stored.success ? vapidKeyIdOf(stored.data.publicKey) : null;
}

function unreadable(why: string): AppError {
  return new AppError('unavailable', {
    detail:
      `Web push is paused: the stored VAPID key pair cannot be used (${why}). ` +
      'Restore the key in TOKEN_ENCRYPTION_KEYS; the pair is not replaced by itself.',
  });
}
