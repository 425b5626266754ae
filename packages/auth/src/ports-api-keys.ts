import type { ApiKeyView, Scope } from '@carillon/contracts/api-keys';
import type { ApiKeyId, UserId } from '@carillon/contracts/ids';

export interface NewApiKey {
  readonly id: ApiKeyId;
  readonly userId: UserId;
  readonly name: string;
  readonly prefix: string;
  /** SHA-256 of the key. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** What a request that came with the key has to know. */
export type PresentedApiKey = Pick<ApiKeyView, 'id' | 'userId' | 'scopes' | 'status' | 'lastUsedAt'>;

/** `now` decides what has expired. */
export interface ApiKeyStore {
  /** Atomic: false, and nothing is stored, when its maker is no enabled administrator, or no longer. */
  insert(key: NewApiKey): Promise<boolean>;
  find(id: ApiKeyId, now: Date): Promise<ApiKeyView | null>;
  /** Everybody's, newest first. `before`: only older ones. */
  list(query: {
    readonly before: ApiKeyId | null;
    readonly limit: number;
    readonly now: Date;
  }): Promise<readonly ApiKeyView[]>;
  /** The key with that hash, whatever became of it. */
  findByHash(hash: Uint8Array<ArrayBuffer>, now: Date): Promise<PresentedApiKey | null>;
  /** Atomic: sets last_used_at, unless that is `notSince` or later. */
  touch(touch: { readonly id: ApiKeyId; readonly at: Date; readonly notSince: Date }): Promise<void>;
  /** Atomic: of several at once, one revokes it. */
  revoke(id: ApiKeyId, at: Date): Promise<'revoked' | 'revoked_before' | 'unknown'>;
}
