import type { Role } from '@carillon/contracts/accounts';
import {
  type DeviceId,
  deviceIdSchema,
  type SessionId,
  sessionIdSchema,
  type UserId,
  userIdSchema,
} from '@carillon/contracts/ids';
import type { Platform } from '@carillon/contracts/providers';
import type { Database } from '@carillon/db/client';
import { uuidv7 } from '@carillon/runtime/ids';

type Rows = Pick<Database, 'prisma'>;

export interface TestUser {
  readonly id: UserId;
  readonly email: string;
  readonly role: Role;
}

/** A user without a password. */
export async function createUser({ prisma }: Rows, { role }: { readonly role: Role }): Promise<TestUser> {
  const id = userIdSchema.parse(uuidv7());
  const email = `${id}@example.com`;
  await prisma.user.create({ data: { id, email, role } });
  return { id, email, role };
}

/** A session that lasts a day, of the given device or of none. */
export async function createSession(
  { prisma }: Rows,
  { userId, deviceId }: { readonly userId: UserId; readonly deviceId: DeviceId | null },
): Promise<SessionId> {
  const id = sessionIdSchema.parse(uuidv7());
  const expiresAt = new Date(Date.now() + 86_400_000);
  await prisma.session.create({ data: { id, userId, deviceId, kind: 'app', expiresAt } });
  return id;
}

export interface DeviceSeed {
  readonly userId: UserId;
  readonly platform: Platform;
  readonly name?: string;
  readonly createdAt?: Date;
  readonly revokedAt?: Date;
}

/** The row of a device, put there without the registry; it has no token. */
export async function createDevice({ prisma }: Rows, seed: DeviceSeed): Promise<DeviceId> {
  const id = deviceIdSchema.parse(uuidv7());
  const isAgent = seed.platform === 'agent';
  await prisma.device.create({
    data: {
      ...seed,
      id,
      kind: isAgent ? 'agent' : 'push',
      installationId: isAgent ? null : `installation-${id}`,
      name: seed.name ?? (isAgent ? `agent ${id}` : ''),
    },
  });
  return id;
}
