import { type DeviceId, deviceIdSchema, type InstallationId, type UserId } from '@carillon/contracts/ids';
import type {
  DeviceChanges,
  DeviceQuery,
  DeviceReads,
  DeviceRecord,
  DeviceWithToken,
  DeviceWrites,
  NewDevice,
  TokenSummary,
} from '@carillon/push/ports';
import type { Fingerprint } from '@carillon/push/vault/fingerprint';
import { IS_ONLINE } from './agent-activity.ts';
import { instanceReachesCap } from './instance-cap.ts';
import type { Queryable } from './queryable.ts';

const DEVICE_COLUMNS = `
  d.id, d.user_id AS "userId", d.installation_id AS "installationId", d.kind, d.platform, d.name, d.model,
  d.os_version AS "osVersion", d.app_version AS "appVersion", d.user_agent AS "userAgent", d.tags, d.generation,
  d.muted_until AS "mutedUntil", d.last_seen_at AS "lastSeenAt", d.last_poll_at AS "lastPollAt",
  d.last_ack_at AS "lastAckAt", d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.revoked_at AS "revokedAt"`;

/** A device and its token in one row: the active one or, failing that, the newest of the history. */
const selectWithToken = (devices: string): string => `
  SELECT ${DEVICE_COLUMNS}, t.token, ${IS_ONLINE} AS online,
    (SELECT max(last_used_at) FROM push_tokens WHERE device_id = d.id) AS "lastDeliveredAt"
  FROM ${devices} d
  LEFT JOIN LATERAL (
    SELECT jsonb_build_object(
      'provider', p.provider, 'environment', p.environment, 'active', p.active, 'keyId', p.key_id,
      'vapidKeyId', p.vapid_key_id, 'quarantineReason', p.quarantine_reason, 'revokeReason', p.revoke_reason,
      'lastFailureReason', p.last_failure_reason
    ) AS token
    FROM push_tokens p
    WHERE p.device_id = d.id
    ORDER BY p.active DESC, p.created_at DESC, p.id DESC
    LIMIT 1
  ) t ON true`;
const SELECT_WITH_TOKEN = selectWithToken('devices');

/** $1: the owner, $2: the reference if it is a UUID, $3: the reference as the installation's own id. */
const OWN_BY_REF = `
  WHERE d.user_id = $1 AND (d.id = $2::uuid OR d.installation_id = $3)
  ORDER BY (d.id = $2::uuid) DESC NULLS LAST
  LIMIT 1`;

/** What comes from the driver: bigint columns as text. */
type DeviceRow = Omit<DeviceRecord, 'generation'> & { readonly generation: string };
type JoinedRow = DeviceRow & {
  readonly token: TokenSummary | null;
  readonly lastDeliveredAt: Date | null;
  readonly online: boolean;
};

/** Devices as answers need them; each query sees the caller's own alone, unless its port says otherwise. */
export function createDeviceReads(db: Queryable): DeviceReads {
  return {
    async findOwn(userId, ref) {
      const { rows } = await db.query<JoinedRow>(`${SELECT_WITH_TOKEN} ${OWN_BY_REF}`, [
        userId,
        uuidOrNull(ref),
        ref,
      ]);
      return rows[0] === undefined ? null : toDeviceWithToken(rows[0]);
    },

    async findAny(id) {
      const { rows } = await db.query<JoinedRow>(`${SELECT_WITH_TOKEN} WHERE d.id = $1`, [id]);
      return rows[0] === undefined ? null : toDeviceWithToken(rows[0]);
    },

    async exists(id) {
      return (await db.query('SELECT 1 FROM devices WHERE id = $1', [id])).rowCount === 1;
    },

    list: (query) => list(db, query),

    async touchLastSeen(id, minIntervalSeconds) {
      const { rowCount } = await db.query(
        `UPDATE devices SET last_seen_at = now()
         WHERE id = $1 AND revoked_at IS NULL
           AND (last_seen_at IS NULL OR last_seen_at < now() - make_interval(secs => $2))`,
        [id, minIntervalSeconds],
      );
      return rowCount === 1;
    },
  };
}

/** An installation's own id need not be a UUID, and may be one. */
function uuidOrNull(ref: string): string | null {
  return deviceIdSchema.safeParse(ref).data ?? null;
}

/** The database's own locale may know ASCII letters alone. */
const ANY_SCRIPT = 'COLLATE "und-x-icu"';

/** The page is cut before the tokens are looked up, so that they are for its devices alone. */
async function list(db: Queryable, query: DeviceQuery): Promise<DeviceWithToken[]> {
  const { conditions, parameters } = conditionsOf(query);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const page = `(
    SELECT * FROM devices d ${where}
    ORDER BY d.created_at DESC, d.id DESC
    LIMIT $${parameters.push(query.limit)}
  )`;
  const { rows } = await db.query<JoinedRow>(
    `${selectWithToken(page)} ORDER BY d.created_at DESC, d.id DESC`,
    parameters,
  );
  return rows.map(toDeviceWithToken);
}

/** Only what is asked for stands in the statement, so that each is planned for what it does. */
function conditionsOf(query: DeviceQuery): { conditions: string[]; parameters: unknown[] } {
  const { userId, kind, status, tag, search, after } = query;
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  const given = (value: unknown): string => `$${parameters.push(value)}`;
  if (userId !== null) conditions.push(`d.user_id = ${given(userId)}`);
  if (kind !== null) conditions.push(`d.kind = ${given(kind)}`);
  if (status !== 'all') conditions.push(`d.revoked_at IS ${status === 'active' ? '' : 'NOT '}NULL`);
  if (tag !== null) conditions.push(`d.tags @> ARRAY[${given(tag)}]`);
  if (search !== null) {
    conditions.push(`position(lower(${given(search)} ${ANY_SCRIPT}) IN lower(concat_ws(
      E'\\n', d.name, d.platform, d.model, d.user_agent, array_to_string(d.tags, E'\\n')) ${ANY_SCRIPT})) > 0`);
  }
  if (after !== null) {
    conditions.push(`(d.created_at, d.id) < (${given(after.createdAt)}, ${given(after.id)}::uuid)`);
  }
  return { conditions, parameters };
}

/**
 * The part of a registry's transaction that concerns devices. What is found to be changed is locked: a device that the clean-up
 * removes at this moment is waited for, and is none then.
 */
export function createDeviceWrites(tx: Queryable): DeviceWrites {
  const findOne = async (where: string, parameters: readonly unknown[]): Promise<DeviceRecord | null> => {
    const { rows } = await tx.query<DeviceRow>(
      `SELECT ${DEVICE_COLUMNS} FROM devices d ${where} FOR NO KEY UPDATE OF d`,
      [...parameters],
    );
    return rows[0] === undefined ? null : toDevice(rows[0]);
  };
  return {
    findOwn: (userId, ref) => findOne(OWN_BY_REF, [userId, uuidOrNull(ref), ref]),
    async findManyOwn(userId, refs) {
      const ids = refs.flatMap((ref) => uuidOrNull(ref) ?? []);
      const { rows } = await tx.query<DeviceRow>(
        `SELECT ${DEVICE_COLUMNS} FROM devices d
         WHERE d.user_id = $1 AND (d.id = ANY ($2::uuid[]) OR d.installation_id = ANY ($3::text[]))`,
        [userId, ids, refs],
      );
      return rows.map(toDevice);
    },
    findOwnByInstallation: (userId: UserId, installationId: InstallationId) =>
      findOne('WHERE d.user_id = $1 AND d.installation_id = $2', [userId, installationId]),
    findOwnByToken: (userId: UserId | null, fingerprint: Fingerprint) =>
      findOne(
        `JOIN push_tokens p ON p.device_id = d.id
         WHERE p.active AND p.fingerprint = $2 AND d.user_id IS NOT DISTINCT FROM $1::uuid`,
        [userId, fingerprint],
      ),

    async countActive(userId) {
      const { rows } = await tx.query<{ count: string }>(
        'SELECT count(*) FROM devices WHERE user_id = $1 AND revoked_at IS NULL',
        [userId],
      );
      return Number(rows[0]?.count);
    },

    async isAgentNameTaken({ id, userId, name }) {
      const { rowCount } = await tx.query(
        `SELECT 1 FROM devices
         WHERE user_id = $1 AND name = $2 AND id <> $3 AND kind = 'agent' AND revoked_at IS NULL`,
        [userId, name, id],
      );
      return rowCount === 1;
    },

    isInstanceFull: (max) => instanceReachesCap(tx, max),
    insert: (device) => insert(tx, device),
    update: (device, changes, at) => update(tx, device, { ...changes, updatedAt: at }),
  };
}

/**
 * Never in the database's future, whatever the process' clock says: a broadcast is for the devices that are older than itself
 * (F-11).
 */
async function insert(tx: Queryable, device: NewDevice): Promise<void> {
  await tx.query(
    `INSERT INTO devices (id, user_id, installation_id, kind, platform, name, model, os_version, app_version,
       user_agent, tags, generation, last_seen_at, created_at, updated_at)
     VALUES ($1, $2, $3, CASE WHEN $4::platform = 'agent' THEN 'agent'::device_kind ELSE 'push' END, $4, $5, $6, $7, $8, $9, $10, $11, $12,
       least($12::timestamptz, clock_timestamp()), $12)`,
    [
      device.id,
      device.userId,
      device.installationId,
      device.platform,
      device.name,
      device.model,
      device.osVersion,
      device.appVersion,
      device.userAgent,
      device.tags,
      device.generation,
      device.createdAt,
    ],
  );
}

const CHANGEABLE = {
  platform: 'platform',
  name: 'name',
  model: 'model',
  osVersion: 'os_version',
  appVersion: 'app_version',
  userAgent: 'user_agent',
  tags: 'tags',
  generation: 'generation',
  mutedUntil: 'muted_until',
  lastSeenAt: 'last_seen_at',
  revokedAt: 'revoked_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof DeviceChanges | 'updatedAt', string>;

async function update(
  tx: Queryable,
  { id, userId }: { readonly id: DeviceId; readonly userId: UserId | null },
  changes: DeviceChanges & { readonly updatedAt: Date },
): Promise<void> {
  const assignments: string[] = [];
  const parameters: unknown[] = [id, userId];
  for (const [member, column] of Object.entries(CHANGEABLE)) {
    const value = changes[member as keyof typeof CHANGEABLE];
    if (value === undefined) continue;
    assignments.push(`${column} = $${parameters.push(value)}`);
  }
  await tx.query(
    `UPDATE devices SET ${assignments.join(', ')} WHERE id = $1 AND user_id IS NOT DISTINCT FROM $2::uuid`,
    parameters,
  );
}

function toDevice(row: DeviceRow): DeviceRecord {
  return { ...row, generation: Number(row.generation) };
}

function toDeviceWithToken({ token, lastDeliveredAt, online, ...row }: JoinedRow): DeviceWithToken {
  return { device: toDevice(row), token, lastDeliveredAt, online };
}
