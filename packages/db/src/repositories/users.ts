import type { CreateUserResult, NewUser, UserRecord, UserStore } from '@carillon/auth/ports';
import type { UserId } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Database, PrismaExecutor } from '../client.ts';
import type { User } from '../generated/client.ts';

/** Taken while there is no administrator yet, so that of many who register first at once exactly one is the first. */
const FIRST_USER_LOCK = 'carillon:first-user';
/** Registrations that wait for that lock; each holds it for two statements. */
const FIRST_USER_WAIT = { maxWait: 10_000, timeout: 10_000 };

/** Accounts and their identities at providers. */
export function createUsers({ prisma }: Pick<Database, 'prisma'>): UserStore {
  return {
    async findByEmail(email) {
      return toRecord(await prisma.user.findUnique({ where: { email } }));
    },

    async findById(id) {
      return toRecord(await prisma.user.findUnique({ where: { id } }));
    },

    async findByIdentity(identity) {
      const where = { provider_providerAccountId: identity };
      const account = await prisma.account.findUnique({ where, include: { user: true } });
      return toRecord(account?.user ?? null);
    },

    async create(user, { firstOnly }) {
      if (await hasAdministrator(prisma))
        return firstOnly ? { status: 'not_first' } : insert(prisma, user, 'member');
      return prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${FIRST_USER_LOCK}, 0))`;
        if (!(await hasAdministrator(transaction))) return insert(transaction, user, 'admin');
        return firstOnly ? { status: 'not_first' } : insert(transaction, user, 'member');
      }, FIRST_USER_WAIT);
    },

    async replaceHash({ userId, expectedHash, newHash }) {
      await prisma.user.updateMany({
        where: { id: userId, passwordHash: expectedHash },
        data: { passwordHash: newHash },
      });
    },

    async changePassword({ userId, expectedHash, newHash, keepSessionId, at }) {
      return prisma.$transaction(async (transaction) => {
        const changed = await transaction.user.updateMany({
          where: { id: userId, passwordHash: expectedHash },
          data: { passwordHash: newHash },
        });
        if (changed.count === 0) return false;
        // A statement of its own, so that it also sees a session that was stored while the first one waited for its lock.
        await transaction.$executeRaw`
          UPDATE sessions SET revoked_at = ${at}, revoke_reason = 'password_changed'
          WHERE id IN (
            SELECT id FROM sessions
            WHERE user_id = ${userId}::uuid AND id IS DISTINCT FROM ${keepSessionId}::uuid AND revoked_at IS NULL
            ORDER BY id FOR UPDATE
          )`;
        return true;
      });
    },
  };
}

/** Members alone may have come by tokens of an OIDC issuer, whose bearers do not become administrators. */
async function hasAdministrator(executor: PrismaExecutor): Promise<boolean> {
  return (await executor.user.findFirst({ where: { role: 'admin' }, select: { id: true } })) !== null;
}

/** One statement, or two for somebody with an identity: then inside a transaction of its own or the caller's. */
async function insert(
  executor: PrismaExecutor,
  { identity, ...user }: NewUser,
  role: UserRecord['role'],
): Promise<CreateUserResult> {
  const account = identity === null ? {} : { accounts: { create: { ...identity, id: uuidv7() } } };
  try {
    const created = await executor.user.create({ data: { ...user, role, ...account } });
    return { status: 'created', user: fromRow(created) };
  } catch (error) {
    if (isUniqueViolation(error)) return { status: 'email_taken' };
    throw error;
  }
}

/** https://www.prisma.io/docs/orm/reference/error-reference: P2002, a unique constraint failed. */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}

function toRecord(user: User | null): UserRecord | null {
  return user === null ? null : fromRow(user);
}

function fromRow({ id, updatedAt: _, ...user }: User): UserRecord {
  return { ...user, id: id as UserId };
}
