import { AppError, invalidField } from '@carillon/contracts/errors';
import { type UserId, userIdSchema } from '@carillon/contracts/ids';
import type { Page, PageInput } from '@carillon/contracts/pagination';
import type { UserEntry } from '@carillon/contracts/users';
import type { AccountAudit, UserDirectoryStore } from './ports.ts';

/** An administrator and their request, for the audit log. */
export interface Administrator {
  readonly userId: UserId;
  readonly requestId: string;
  readonly ipAddress: string | null;
}

/** Everybody's accounts, for administrators; that the caller is one is seen to before. */
export interface UserDirectory {
  /** Newest first. @throws {AppError} `validation_failed` for a cursor that is none of ours */
  list(query: PageInput & { readonly search?: string | undefined }): Promise<Page<UserEntry>>;
  /**
   * Sets a user's id in the integrator's own system, by which messages can be addressed; null takes it away.
   *
   * @throws {AppError} `not_found`; `conflict` when somebody else has it
   */
  setExternalId(
    administrator: Administrator,
    change: { readonly id: UserId; readonly externalId: string | null },
  ): Promise<UserEntry>;
}

export interface UserDirectoryParts {
  readonly users: UserDirectoryStore;
  readonly audit: AccountAudit;
}

export function createUserDirectory({ users, audit }: UserDirectoryParts): UserDirectory {
  return {
    list: ({ search, limit, cursor }) =>
      users.list({ search: search || null, limit, before: parseCursor(cursor) }),

    setExternalId: async ({ userId, requestId, ipAddress }, { id, externalId }) => {
      const result = await users.setExternalId(id, externalId);
      if (result === 'taken') {
        throw new AppError('conflict', {
          detail: 'Another user has this external id. Take it away there first.',
        });
      }
      const user = result === 'unknown' ? null : await users.find(id);
      if (user === null) throw new AppError('not_found', { detail: 'There is no such user.' });
      const action = externalId === null ? 'user.external_id_removed' : 'user.external_id_set';
      const details = externalId === null ? {} : { external_id: externalId };
      await audit.record({ userId, action, targetType: 'user', targetId: id, ipAddress, requestId, details });
      return user;
    },
  };
}

function parseCursor(cursor: string | undefined): UserId | null {
  if (cursor === undefined) return null;
  const parsed = userIdSchema.safeParse(cursor);
  if (!parsed.success) throw invalidField('cursor', 'Expected the next_cursor of the page before');
  return parsed.data;
}
