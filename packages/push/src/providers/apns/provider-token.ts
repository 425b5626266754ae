import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { SharedCredential, SharedCredentialStore } from '../../ports-shared-credentials.ts';
import type { KeyRing } from '../../vault/keyring.ts';
import { openSetting, sealSetting } from '../../vault/sealed-setting.ts';
import { TOKEN_UPDATE_THROTTLE_SECONDS } from './errors.ts';

/*
 * The JWT by which APNs knows the sender. Apple wants it between 20 and 60 minutes old, and refuses a sender that comes
 * with many of them; so there is one for all workers, in the database.
 * https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */

/** A token is replaced at this age, by the first worker that finds it so old. */
const REFRESH_AFTER_SECONDS = 40 * 60;
/** A younger token is not replaced, whatever APNs says of it. */
const MIN_AGE_SECONDS = 20 * 60;
/** A token that should be replaced and may not be is looked at again after this long. */
const RECHECK_SECONDS = 60;
/** A token that is further in the future than this was made before the database's clock was set back: APNs refuses it. */
const CLOCK_TOLERANCE_SECONDS = 60;

export interface ProviderTokenParts {
  readonly key: KeyObject;
  readonly keyId: string;
  readonly teamId: string;
  readonly credentials: SharedCredentialStore;
  readonly keyRing: KeyRing;
  readonly monotonicMs: () => number;
}

export interface ProviderToken {
  /** The JWT. Secret. */
  readonly text: string;
  /** The database's time, by which the token is dated: this machine's clock may be wrong, and change. */
  now(): Date;
}

export interface ProviderTokens {
  /** The token to send with; null when it has to be loaded first. */
  current(): ProviderToken | null;
  /** Reads the token, and makes a new one if it is 40 minutes old. Rejects when the database cannot be reached. */
  load(): Promise<ProviderToken>;
  /**
   * After APNs called `refused` expired: the token that has taken its place, made now if need be. Null when it is too
   * young to be replaced. Rejects when the database cannot be reached.
   */
  renew(refused: ProviderToken): Promise<ProviderToken | null>;
  /** After APNs complained of too many tokens: no new one for 20 minutes, on any worker. */
  hold(): Promise<void>;
}

/** @see ProviderTokens */
export function createProviderTokens(parts: ProviderTokenParts): ProviderTokens {
  const { credentials, monotonicMs } = parts;
  const name = credentialNameOf(parts);
  let known: { readonly token: ProviderToken; readonly untilMs: number } | null = null;
  let loading: Promise<ProviderToken> | null = null;

  /** Puts a new token in the place of one that cannot be read or is so old. */
  const replaceIfOlder = (seconds: number): Promise<SharedCredential> =>
    credentials.replace(name, (stored, now) => {
      const stays = isReadable(parts, name, stored) && (stored.isHeld || stored.ageSeconds < seconds);
      return stays ? null : sealSetting(parts.keyRing, name, signToken(parts, now));
    });

  const read = async (maxAgeSeconds: number): Promise<ProviderToken> => {
    const found = await credentials.find(name);
    const isGood = isReadable(parts, name, found) && found.ageSeconds < maxAgeSeconds;
    const credential = isGood ? found : await replaceIfOlder(maxAgeSeconds);
    const opened = openSetting(parts.keyRing, name, credential.sealed);
    if (opened.status !== 'ok') throw new Error('The stored APNs provider token cannot be read');
    const freshSeconds = Math.max(REFRESH_AFTER_SECONDS - credential.ageSeconds, RECHECK_SECONDS);
    const readMs = monotonicMs();
    const now = () => new Date(credential.now.getTime() + monotonicMs() - readMs);
    const token = { text: opened.value, now };
    known = { token, untilMs: readMs + freshSeconds * 1000 };
    return token;
  };

  /** However many messages wait for it, the database is asked once. */
  const readOnce = (maxAgeSeconds: number): Promise<ProviderToken> => {
    loading ??= read(maxAgeSeconds).finally(() => {
      loading = null;
    });
    return loading;
  };

  return {
    current: () => (known !== null && monotonicMs() < known.untilMs ? known.token : null),
    load: () => readOnce(REFRESH_AFTER_SECONDS),
    async renew(refused) {
      // What is being read may be what takes its place already.
      await loading?.catch(() => {});
      if (known !== null && known.token.text !== refused.text) return known.token;
      const token = await readOnce(MIN_AGE_SECONDS);
      return token.text === refused.text ? null : token;
    },
    hold: () => credentials.hold(name, TOKEN_UPDATE_THROTTLE_SECONDS),
  };
}

/** Another key has a token of its own, also if it stands under the same id. */
function credentialNameOf({ key, keyId, teamId }: ProviderTokenParts): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(`${teamId} ${keyId} `).update(publicKey).digest('hex');
  return `apns-provider-token:${digest.slice(0, 32)}`;
}

function isReadable(
  { keyRing }: ProviderTokenParts,
  name: string,
  stored: SharedCredential | null,
): stored is SharedCredential {
  if (stored === null || stored.ageSeconds < -CLOCK_TOLERANCE_SECONDS) return false;
  return openSetting(keyRing, name, stored.sealed).status === 'ok';
}

/** RFC 7519 with ES256 (RFC 7518 section 3.4). */
function signToken({ key, keyId, teamId }: ProviderTokenParts, now: Date): string {
  const header = encodeJson({ alg: 'ES256', kid: keyId, typ: 'JWT' });
  const claims = encodeJson({ iss: teamId, iat: Math.floor(now.getTime() / 1000) });
  const signed = `${header}.${claims}`;
  const signature = sign('sha256', Buffer.from(signed, 'latin1'), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function encodeJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
