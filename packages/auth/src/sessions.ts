import type { SessionView } from '@carillon/contracts/accounts';
import type { AuditAction } from '@carillon/contracts/audit';
import { AppError } from '@carillon/contracts/errors';
import { type DeviceId, type SessionId, sessionIdSchema, type UserId } from '@carillon/contracts/ids';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { Client, SessionCaller, UserCaller } from './caller.ts';
import type { LiveSession, SessionEnd, SessionKind, SessionStore } from './ports.ts';

/** A session that is not used for this long ends: by refreshing for apps, by any request for dashboards. */
export const SESSION_SECONDS = 30 * 86_400;
const TOUCH_INTERVAL_SECONDS = 60;

export interface SessionOpening {
  readonly userId: UserId;
  readonly kind: SessionKind;
  readonly client: Client;
  /** The hash that was just verified; null for sign-ins without a password. */
  readonly passwordHash: string | null;
}

/**
 * Sign-ins and their end. A session is a row; nothing about it is kept in a process's memory, so that an end takes effect
 * with the next request, on every process (T-13).
 */
export interface Sessions {
  /** Null when the user was disabled, or the password changed, since it was verified. */
  open(opening: SessionOpening): Promise<SessionId | null>;
  /**
   * Whom a session stands for, from the database; null when it ended, expired, or its user is disabled. Notes the time, at
   * most once in 60 s.
   */
  check(sessionId: SessionId): Promise<SessionCaller | null>;
  /** The caller's live sessions, newest first. */
  list(caller: UserCaller): Promise<SessionView[]>;
  /** @throws {AppError} `not_found` when the caller has no such live session, whoever else may have it */
  revoke(caller: UserCaller, sessionId: SessionId): Promise<void>;
  /** Ends all of the caller's sessions but the one that asks; answers how many. */
  revokeOthers(caller: UserCaller): Promise<number>;
  /**
   * Ties the caller's session to the device that registered with it, so that it ends when the device is revoked. Without one
   * of ours there is nothing to tie.
   *
   * @throws {AppError} `not_found` when the device is not an active one of the caller's
   */
  bindDevice(caller: UserCaller, deviceId: DeviceId): Promise<void>;
  /** Signs the session out, as when its own holder leaves. Ending an ended session is no error. */
  signOut(userId: UserId, sessionId: SessionId): Promise<void>;
}

export interface SessionParts {
  readonly store: SessionStore;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How the audit log calls it. */
const ENDINGS = {
  logout: 'auth.signed_out',
  revoked: 'auth.session_revoked',
} as const satisfies Partial<Record<SessionEnd, AuditAction>>;

export function createSessions(parts: SessionParts): Sessions {
  const { store, audit, clock, log } = parts;

  async function endOne(
    userId: UserId,
    sessionId: SessionId,
    reason: keyof typeof ENDINGS,
  ): Promise<boolean> {
    const ended = await store.end({ userId, sessionId, at: clock.now(), reason });
    if (!ended) return false;
    log.info({ user_id: userId, session_id: sessionId, reason }, 'session ended');
    await audit.record({ userId, action: ENDINGS[reason], targetType: 'session', targetId: sessionId });
    return true;
  }

  return {
    open: (opening) => openSession(parts, opening),
    check: (sessionId) => checkSession(parts, sessionId),

    async list(caller) {
      const records = await store.listLive(caller.userId, clock.now());
      return records.map((record) => ({ ...record, current: record.id === caller.sessionId }));
    },

    async revoke(caller, sessionId) {
      if (await endOne(caller.userId, sessionId, 'revoked')) return;
      throw new AppError('not_found', { detail: 'You have no such session, or it has ended already.' });
    },

    async revokeOthers({ userId, sessionId }) {
      const ending = { userId, at: clock.now(), reason: 'revoked' } as const;
      const count = await store.endAll({ ...ending, exceptSessionId: sessionId });
      if (count === 0) return 0;
      log.info({ user_id: userId, reason: ending.reason, count }, 'sessions ended');
      const details = { count: String(count) };
      await audit.record({
        userId,
        action: 'auth.sessions_revoked',
        targetType: 'user',
        targetId: userId,
        details,
      });
      return count;
    },

    async bindDevice({ userId, sessionId }, deviceId) {
      if (sessionId === null) return;
      if (await store.bindDevice({ userId, sessionId, deviceId, now: clock.now() })) return;
      throw new AppError('not_found', { detail: 'You have no such active device.' });
    },

    async signOut(userId, sessionId) {
      await endOne(userId, sessionId, 'logout');
    },
  };
}

async function openSession(parts: SessionParts, opening: SessionOpening): Promise<SessionId | null> {
  const { store, audit, clock, log } = parts;
  const { userId, kind, client } = opening;
  const id = sessionIdSchema.parse(uuidv7());
  const createdAt = clock.now();
  const session = {
    id,
    userId,
    kind,
    userAgent: client.userAgent,
    ipAddress: client.ipAddress,
    createdAt,
    expiresAt: secondsAfter(createdAt, SESSION_SECONDS),
  };
  if (!(await store.create(session, { passwordHash: opening.passwordHash }))) return null;
  log.info({ user_id: userId, session_id: id, session_kind: kind }, 'signed in');
  await audit.record({
    userId,
    action: 'auth.signed_in',
    targetType: 'session',
    targetId: id,
    ipAddress: client.ipAddress,
    details: { kind },
  });
  return id;
}

async function checkSession(parts: SessionParts, sessionId: SessionId): Promise<SessionCaller | null> {
  const now = parts.clock.now();
  const session = await parts.store.findLive(sessionId, now);
  if (session === null) return null;
  await touch(parts.store, session, now);
  const { userId, role, deviceId } = session;
  return { kind: 'user', userId, role, sessionId, deviceId };
}

async function touch(store: SessionStore, session: LiveSession, now: Date): Promise<void> {
  const notSince = secondsAfter(now, -TOUCH_INTERVAL_SECONDS);
  if (session.lastSeenAt >= notSince) return;
  // An app's session lives as long as its refresh tokens, so that only a refresh extends it.
  const expiresAt = session.kind === 'dashboard' ? secondsAfter(now, SESSION_SECONDS) : null;
  await store.touch({ id: session.id, at: now, notSince, expiresAt });
}

export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
