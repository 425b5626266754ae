import { createCarillonClient } from './client.ts';
import type { Credentials } from './credentials.ts';
import { withDeadline } from './deadline.ts';
import { failureOf } from './errors.ts';
import { createExclusive, type Exclusive } from './exclusive.ts';
import { deliverFarewells, keepFarewell } from './farewells.ts';
import type { KeyValueStorage } from './storage.ts';
import { readSession, type StoredSession, toStored, writeSession } from './stored-session.ts';
import type { CarillonClient, Inputs, TokenPair, User } from './wire.ts';

/** An access token is renewed this long before it ends, so that it does not end on its way. */
const RENEWAL_MARGIN_MS = 30_000;
/** Everything waits for a renewal; a connection that says nothing must not hold it up for ever. */
const ANSWER_LIMIT_MS = 30_000;

export interface SessionOptions {
  /** The server, as in `createCarillonClient`. */
  readonly url: string;
  /** Who can read it can act as the person: prefer the platform's secure storage. */
  readonly storage: KeyValueStorage;
  readonly fetch?: typeof fetch;
  /** Where one storage has several users, such as an app and its extension: keeps them from renewing at once. */
  readonly exclusive?: Exclusive;
}

/** A person's session on this installation; the `credentials` of a client (AUTH-2). */
export interface Session extends Credentials {
  /** Who is signed in, as of the last answer that told; null for nobody. Asks nobody. */
  user(): Promise<User | null>;
  /** @throws what the server says: `email_taken`, `registration_closed`, `validation_failed`, `rate_limited` */
  signUp(account: Inputs['auth']['register']): Promise<User>;
  /** @throws what the server says: `unauthenticated`, `rate_limited` */
  signIn(account: Inputs['auth']['login']): Promise<User>;
  /** Takes over tokens that came another way: by pairing. */
  adopt(pair: TokenPair): Promise<User>;
  /**
   * Signs out here at once, and tells the server; with `deviceId` (and its `generation`) that installation's push token is
   * revoked too (TOK-13). False when the server could not be told: it is told later, when `user()` is asked or somebody signs in.
   */
  signOut(device?: { readonly deviceId: string; readonly generation?: number }): Promise<boolean>;
  /** Called when somebody signed in or out, or the session ended. Returns what stops that. */
  onChange(listener: (user: User | null) => void): () => void;
}

/**
 * Keeps a session for an app. Refresh tokens are good for one use, and one that comes twice ends the session; so calls at the
 * same moment renew once, tabs of a browser wait for each other, and the new pair is stored before anything else is done with
 * it. A lost answer leaves the session as it was, to try again; only the server's refusal ends it.
 */
export function createSession(options: SessionOptions): Session {
  const { storage, url, fetch } = options;
  const parts: Parts = {
    storage,
    exclusive: options.exclusive ?? createExclusive('session'),
    client: createCarillonClient({ url, ...(fetch !== undefined && { fetch }) }),
    unsaved: undefined,
    listeners: new Set(),
  };
  const enter = async (ask: () => Promise<TokenPair>): Promise<User> => {
    const askedAtMs = Date.now();
    const entered = toStored(await ask(), askedAtMs);
    await parts.exclusive(() => replace(parts, entered));
    announce(parts, entered.user);
    remind(parts);
    return entered.user;
  };
  return {
    accessToken: () => accessToken(parts, null),
    renew: (refused) => accessToken(parts, refused),
    user: async () => {
      remind(parts);
      return (await load(parts))?.user ?? null;
    },
    signUp: (account) => enter(() => parts.client.auth.register.mutate(account)),
    signIn: (account) => enter(() => parts.client.auth.login.mutate(account)),
    adopt: (pair) => enter(async () => pair),
    signOut: (device) => signOut(parts, device ?? {}),
    onChange(listener) {
      parts.listeners.add(listener);
      return () => void parts.listeners.delete(listener);
    },
  };
}

interface Parts {
  readonly storage: KeyValueStorage;
  readonly exclusive: Exclusive;
  readonly client: CarillonClient;
  readonly listeners: Set<(user: User | null) => void>;
  /** What storage did not take: the server has ended what storage still holds. */
  unsaved: StoredSession | undefined;
}

/** `refused`: a token that must not come back, however long it claims to be good. */
async function accessToken(parts: Parts, refused: string | null): Promise<string | null> {
  const session = await load(parts);
  if (session === null || isGood(session, refused)) return session?.accessToken ?? null;
  return await parts.exclusive(async () => {
    // Whoever was here before us may have renewed it.
    const current = await load(parts);
    if (current === null || isGood(current, refused)) return current?.accessToken ?? null;
    return await renew(parts, current);
  });
}

function isGood({ accessToken, expiresAtMs }: StoredSession, refused: string | null): boolean {
  return accessToken !== refused && Date.now() < expiresAtMs - RENEWAL_MARGIN_MS;
}

async function renew(parts: Parts, { refreshToken }: StoredSession): Promise<string | null> {
  const askedAtMs = Date.now();
  try {
    const pair = await withDeadline(ANSWER_LIMIT_MS, (signal) =>
      parts.client.auth.refresh.mutate({ refreshToken }, { signal }),
    );
    await save(parts, toStored(pair, askedAtMs));
    return pair.accessToken;
  } catch (error) {
    if (failureOf(error).code !== 'unauthenticated') throw error;
    parts.unsaved = undefined;
    await writeSession(parts.storage, null);
    announce(parts, null);
    return null;
  }
}

async function load(parts: Parts): Promise<StoredSession | null> {
  if (parts.unsaved !== undefined) await save(parts, parts.unsaved);
  return parts.unsaved ?? (await readSession(parts.storage));
}

/** A storage that fails (full, locked) does not end the session: it goes on in memory, and each use tries to store it again. */
async function save(parts: Parts, session: StoredSession): Promise<void> {
  parts.unsaved = session;
  try {
    await writeSession(parts.storage, session);
    parts.unsaved = undefined;
  } catch {
    // Kept for the next try.
  }
}

/** Whoever was signed in before is not any more, at the server neither. */
async function replace(parts: Parts, entered: StoredSession): Promise<void> {
  const previous = await load(parts);
  if (previous !== null) await keepFarewell(parts.storage, { refreshToken: previous.refreshToken });
  await save(parts, entered);
}

async function signOut(
  parts: Parts,
  device: { readonly deviceId?: string; readonly generation?: number },
): Promise<boolean> {
  const left = await parts.exclusive(async () => {
    const session = await load(parts);
    parts.unsaved = undefined;
    if (session === null) return null;
    await keepFarewell(parts.storage, { refreshToken: session.refreshToken, ...device });
    await writeSession(parts.storage, null);
    return session;
  });
  if (left !== null) announce(parts, null);
  return await parts.exclusive(() => deliverFarewells(parts.storage, parts.client));
}

/** Behind whatever else is done. */
function remind(parts: Parts): void {
  parts.exclusive(() => deliverFarewells(parts.storage, parts.client)).catch(() => undefined);
}

function announce(parts: Parts, user: User | null): void {
  for (const listener of parts.listeners) listener(user);
}
