import {
  type ApiKeyView,
  type createApiKeyInputSchema,
  type createApiKeyOutputSchema,
  scopeSchema,
} from '@carillon/contracts/api-keys';
import { AppError, invalidField } from '@carillon/contracts/errors';
import { type ApiKeyId, apiKeyIdSchema, type UserId } from '@carillon/contracts/ids';
import type { Page, PageInput } from '@carillon/contracts/pagination';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { z } from 'zod';
import { generateApiKey, hashApiKey, isApiKey, shownPrefixOf } from './api-key-text.ts';
import { mayRecord } from './audit-bound.ts';
import type { ApiKeyCaller } from './caller.ts';
import type { ApiKeyStore, PresentedApiKey } from './ports-api-keys.ts';
import type { RateLimiter } from './rate-limits.ts';
import { secondsAfter } from './sessions.ts';

/** At most one write a key in so many seconds, however much it is used. */
const TOUCH_INTERVAL_SECONDS = 60;

/**
 * Keys for servers (AUTH-5). A key acts for the administrator who made it, as far as its scopes go, and only while they are an
 * enabled administrator. Nothing about it is kept in a process's memory, so that its end takes effect with the next request,
 * on every process. That whoever creates, lists or revokes is a person and an administrator is seen to before.
 */
export interface ApiKeys {
  /**
   * `key` is in this answer and nowhere else: only its SHA-256 is stored.
   *
   * @throws {AppError} `validation_failed` for an end that is past; `forbidden` when the maker was disabled or is no
   * administrator since they called
   */
  create(
    administrator: { readonly userId: UserId },
    input: z.output<typeof createApiKeyInputSchema>,
  ): Promise<z.infer<typeof createApiKeyOutputSchema>>;
  /** Everybody's, newest first. @throws {AppError} `validation_failed` for a cursor that is none of ours */
  list(page: PageInput): Promise<Page<ApiKeyView>>;
  /** Anybody's. A second time changes nothing. @throws {AppError} `not_found` */
  revoke(administrator: { readonly userId: UserId }, id: ApiKeyId): Promise<void>;
  /** Whom a key stands for; null when it is not accepted. Notes the use of one that is, at most once a minute. */
  verify(key: string): Promise<ApiKeyCaller | null>;
}

export interface ApiKeyParts {
  readonly store: ApiKeyStore;
  readonly audit: AuditStore;
  readonly limits: RateLimiter;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createApiKeys(parts: ApiKeyParts): ApiKeys {
  const { store, audit, clock, log } = parts;
  return {
    create: (administrator, input) => createKey(parts, administrator, input),

    async list({ limit, cursor }) {
      const before = cursor === undefined ? null : parseCursor(cursor);
      const rows = await store.list({ before, limit: limit + 1, now: clock.now() });
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async revoke({ userId }, id) {
      const result = await store.revoke(id, clock.now());
      if (result === 'unknown') throw new AppError('not_found', { detail: 'There is no such API key.' });
      if (result === 'revoked_before') return;
      log.info({ user_id: userId, api_key_id: id }, 'API key revoked');
      await audit.record({ userId, action: 'api_key.revoked', targetType: 'api_key', targetId: id });
    },

    verify: (key) => verifyKey(parts, key),
  };
}

async function createKey(
  { store, audit, clock, log }: ApiKeyParts,
  { userId }: { readonly userId: UserId },
  { name, scopes, ...input }: z.output<typeof createApiKeyInputSchema>,
): Promise<z.infer<typeof createApiKeyOutputSchema>> {
  const createdAt = clock.now();
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && expiresAt <= createdAt) {
    throw invalidField('expiresAt', 'Expected a time that is still to come');
  }
  const id = apiKeyIdSchema.parse(uuidv7());
  const key = generateApiKey();
  const granted = scopeSchema.options.filter((scope) => scopes.includes(scope));
  const stored = await store.insert({
    id,
    userId,
    name,
    prefix: shownPrefixOf(key),
    hash: hashApiKey(key),
    scopes: granted,
    createdAt,
    expiresAt,
  });
  if (!stored) throw new AppError('forbidden', { detail: 'Only administrators may do this.' });
  log.info({ user_id: userId, api_key_id: id, scopes: granted }, 'API key created');
  await audit.record({
    userId,
    action: 'api_key.created',
    targetType: 'api_key',
    targetId: id,
    details: { name, scopes: granted.join(' '), ...(expiresAt && { expires_at: expiresAt.toISOString() }) },
  });
  const created = await store.find(id, createdAt);
  if (created === null) throw new AppError('not_found', { detail: 'The key went with its maker’s account.' });
  return { ...created, key };
}

async function verifyKey(parts: ApiKeyParts, key: string): Promise<ApiKeyCaller | null> {
  if (!isApiKey(key)) return null;
  const { store, clock } = parts;
  const now = clock.now();
  const found = await store.findByHash(hashApiKey(key), now);
  if (found === null) return null;
  if (found.status !== 'active') {
    await recordRefusal(parts, found);
    return null;
  }
  const notSince = secondsAfter(now, -TOUCH_INTERVAL_SECONDS);
  if (found.lastUsedAt === null || found.lastUsedAt < notSince) {
    await store.touch({ id: found.id, at: now, notSince });
  }
  const { id: apiKeyId, userId, scopes } = found;
  return { kind: 'api-key', apiKeyId, userId, role: 'admin', scopes: new Set(scopes) };
}

/**
 * Somebody still has a key that should be gone: a server that was forgotten, or a thief. Once in a while for each key, so that
 * one that goes on asking does not fill the log.
 */
async function recordRefusal(
  { audit, limits, log }: ApiKeyParts,
  { id, status }: PresentedApiKey,
): Promise<void> {
  if (!(await mayRecord(limits, 'audit_key_refused', id))) return;
  log.warn({ api_key_id: id, reason: status }, 'an API key was refused');
  await audit.record({
    userId: null,
    action: 'api_key.refused',
    targetType: 'api_key',
    targetId: id,
    details: { reason: status },
  });
}

function parseCursor(cursor: string): ApiKeyId {
  const parsed = apiKeyIdSchema.safeParse(cursor);
  if (!parsed.success) throw invalidField('cursor', 'Expected the next_cursor of the page before');
  return parsed.data;
}
