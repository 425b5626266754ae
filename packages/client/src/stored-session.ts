import { type KeyValueStorage, readStored, removeStored, writeStored } from './storage.ts';
import type { TokenPair, User } from './wire.ts';

/** A session as it is kept: one value, so that no part of it is ever newer than another. */
export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** By this device's clock, ms since the epoch. */
  readonly expiresAtMs: number;
  readonly user: User;
}

/** What the server answered, as it is kept. `receivedAtMs`: when it was asked, so that time on the way counts as past. */
export function toStored(pair: TokenPair, receivedAtMs: number): StoredSession {
  const { accessToken, refreshToken, expiresIn, user } = pair;
  return { accessToken, refreshToken, user, expiresAtMs: receivedAtMs + expiresIn * 1000 };
}

/** Null when nothing, or nothing whole, is kept. */
export async function readSession(storage: KeyValueStorage): Promise<StoredSession | null> {
  const stored = await readStored(storage, 'session');
  return isSession(stored) ? stored : null;
}

export async function writeSession(storage: KeyValueStorage, session: StoredSession | null): Promise<void> {
  if (session === null) await removeStored(storage, 'session');
  else await writeStored(storage, 'session', session);
}

function isSession(stored: unknown): stored is StoredSession {
  if (typeof stored !== 'object' || stored === null) return false;
  const { accessToken, refreshToken, expiresAtMs, user } = stored as Partial<
    Record<keyof StoredSession, unknown>
  >;
  const hasTokens = typeof accessToken === 'string' && typeof refreshToken === 'string';
  return hasTokens && Number.isFinite(expiresAtMs) && typeof user === 'object' && user !== null;
}
