import { AppError } from '@carillon/contracts/errors';
import type { UserId } from '@carillon/contracts/ids';
import type { UpdateUserInput, UserEntry, UserHoldings } from '@carillon/contracts/users';
import type { Logger } from '@carillon/runtime/logger';
import type { UserDirectoryStore } from './ports.ts';
import type {
  AdministeredUser,
  AdministrationEvent,
  UserAdministrationStore,
  UserAdministrationTransaction,
} from './ports-administration.ts';
import type { Administrator } from './user-directory.ts';

/**
 * What administrators do to accounts; that the caller is one is seen to before. Nothing about a user is kept in a process's
 * memory, so that every change holds for the very next request on every process (T-13).
 */
export interface UserAdministration {
  /** @throws {AppError} `not_found` */
  get(id: UserId): Promise<UserEntry>;
  /** What {@link UserAdministration.delete} would take away. @throws {AppError} `not_found` */
  holdings(id: UserId): Promise<UserHoldings>;
  /**
   * Changes the role, disables or enables. Disabling ends every session and API key for good and, for as long as it lasts,
   * stops agents and all messages to the user's devices.
   *
   * @throws {AppError} `not_found`; `last_admin` when no enabled administrator would be left
   */
  update(administrator: Administrator, change: UpdateUserInput): Promise<UserEntry>;
  /** Deletes the user with everything of theirs (REG-11). @throws {AppError} `not_found`, `last_admin` */
  delete(administrator: Administrator, id: UserId): Promise<void>;
}

export interface UserAdministrationParts {
  readonly users: Pick<UserDirectoryStore, 'find'>;
  readonly store: UserAdministrationStore;
  readonly log: Logger;
}

export function createUserAdministration(parts: UserAdministrationParts): UserAdministration {
  const { users, store, log } = parts;
  const get = async (id: UserId): Promise<UserEntry> => (await users.find(id)) ?? noSuchUser();
  return {
    get,
    holdings: async (id) => (await store.holdings(id)) ?? noSuchUser(),

    async update(administrator, change) {
      const seen = await get(change.id);
      const events = await store.transaction((tx) => update(tx, administrator, { ...change, seen }));
      for (const { action, details } of events) {
        log.info(
          { user_id: change.id, by_user_id: administrator.userId, action, ...details },
          'user changed',
        );
      }
      return get(change.id);
    },

    async delete(administrator, id) {
      const seen = await get(id);
      await store.transaction((tx) => remove(tx, administrator, { id, seen }));
      log.info({ user_id: id, by_user_id: administrator.userId }, 'user deleted');
    },
  };
}

interface Seen {
  /** The user as they were before anything was locked. */
  readonly seen: Pick<AdministeredUser, 'role' | 'disabledAt'>;
}

interface Locked {
  readonly user: AdministeredUser;
  /** Empty when the user is none, who may be taken away whoever they are. */
  readonly administrators: readonly UserId[];
}

/**
 * Administrators are locked only if the user is one: to delete a member with a long history takes a while, in which no
 * administrator could sign in or register a device.
 */
async function lock(
  tx: UserAdministrationTransaction,
  { id, seen }: { readonly id: UserId } & Seen,
): Promise<Locked> {
  const first = isAdministrator(seen) ? await tx.lockAdministrators() : null;
  const user = (await tx.lock(id)) ?? noSuchUser();
  // Somebody may have become one since they were looked at.
  const administrators = first ?? (isAdministrator(user) ? await tx.lockAdministrators() : []);
  return { user, administrators };
}

async function update(
  tx: UserAdministrationTransaction,
  administrator: Administrator,
  { id, seen, role, disabled }: UpdateUserInput & Seen,
): Promise<AdministrationEvent[]> {
  const { user, administrators } = await lock(tx, { id, seen });
  const losesRole = role !== undefined && role !== 'admin';
  if (losesRole || disabled === true) requireAnotherAdministrator(administrators, id);
  const events: AdministrationEvent[] = [];
  const note = (action: AdministrationEvent['action'], details: AdministrationEvent['details']): void => {
    events.push(eventOf(administrator, id, { action, details }));
  };
  if (role !== undefined && role !== user.role) {
    await tx.setRole(id, role);
    note('user.role_changed', { from: user.role, to: role });
  }
  if (disabled !== undefined && disabled !== isDisabled(user)) {
    await tx.setDisabled(id, disabled);
    note(disabled ? 'user.disabled' : 'user.enabled', disabled ? await endAccess(tx, id) : {});
  }
  for (const event of events) await tx.record(event);
  return events;
}

/** In a statement after the user's row was changed, so that it also sees a session that was stored just before. */
async function endAccess(tx: UserAdministrationTransaction, id: UserId): Promise<Record<string, string>> {
  const { sessions, apiKeys } = await tx.endAccess(id);
  return { sessions: String(sessions), api_keys: String(apiKeys) };
}

async function remove(
  tx: UserAdministrationTransaction,
  administrator: Administrator,
  { id, seen }: { readonly id: UserId } & Seen,
): Promise<void> {
  const { user, administrators } = await lock(tx, { id, seen });
  const { email, role } = user;
  requireAnotherAdministrator(administrators, id);
  // Before the deletion: who deletes themselves is still known to it by name.
  await tx.record(eventOf(administrator, id, { action: 'user.deleted', details: { email, role } }));
  await tx.remove(id);
}

/** @throws {AppError} `last_admin` when the user is the only one of them */
function requireAnotherAdministrator(administrators: readonly UserId[], id: UserId): void {
  if (!administrators.includes(id) || administrators.length > 1) return;
  throw new AppError('last_admin', {
    detail: 'This is the only enabled administrator. Make somebody else an administrator first.',
  });
}

function isAdministrator({ role, disabledAt }: Seen['seen']): boolean {
  return role === 'admin' && disabledAt === null;
}

function isDisabled({ disabledAt }: AdministeredUser): boolean {
  return disabledAt !== null;
}

function eventOf(
  { userId, ipAddress, requestId }: Administrator,
  targetId: UserId,
  { action, details }: Pick<AdministrationEvent, 'action' | 'details'>,
): AdministrationEvent {
  return { userId, action, targetType: 'user', targetId, ipAddress, requestId, details };
}

function noSuchUser(): never {
  throw new AppError('not_found', { detail: 'There is no such user.' });
}
