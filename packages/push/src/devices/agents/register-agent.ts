import type { RegisterAgentInput } from '@carillon/contracts/agents';
import type { DeviceView } from '@carillon/contracts/devices';
import { type DeviceId, deviceIdSchema } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import type { RegistryTransaction } from '../../ports.ts';
import type { Actor } from '../actor.ts';
import { requireRoom } from '../device-limits.ts';
import { requireOwner } from '../enter-device.ts';
import { findDevice } from '../find-device.ts';
import type { RegistryParts } from '../registry-parts.ts';
import { requireFreeAgentName } from './agent-name.ts';
import { credentialFor, type HashedSecret, makeSecret } from './new-credential.ts';

export type RegisterAgentCall = Pick<RegisterAgentInput, 'deviceName' | 'tags'> & {
  readonly userAgent: string | null;
};

export interface RegisteredAgent {
  readonly device: DeviceView;
  /** To be shown now, since nobody can show it again (SEC-1). */
  readonly secret: string;
}

/**
 * Registers an agent of the caller (REG-3) and makes its secret. One transaction: device and credential, or neither. Each
 * call makes another agent; an agent has no id of its own that would tell that it was there before.
 *
 * @throws {AppError} `name_taken`, `device_limit_reached`, `unavailable`
 */
export async function registerAgent(
  parts: RegistryParts,
  actor: Actor,
  call: RegisterAgentCall,
): Promise<RegisteredAgent> {
  const hashed = await makeSecret(parts);
  const deviceId = deviceIdSchema.parse(uuidv7());
  await parts.store.transaction((tx) => enter(parts, tx, { actor, call, deviceId, hashed }));
  const { userId, ipAddress, requestId } = actor;
  parts.publish({ type: 'device_registered', deviceId, userId, platform: 'agent', anew: false });
  await parts.audit.record({
    userId,
    action: 'agent.created',
    targetType: 'device',
    targetId: deviceId,
    ipAddress,
    requestId,
    details: {},
  });
  return { device: await findDevice(parts, actor, deviceId), secret: hashed.secret };
}

async function enter(
  parts: RegistryParts,
  tx: RegistryTransaction,
  entry: { actor: Actor; call: RegisterAgentCall; deviceId: DeviceId; hashed: HashedSecret },
): Promise<void> {
  const { actor, call, deviceId, hashed } = entry;
  const { userId } = actor;
  await requireOwner(tx, userId);
  await requireFreeAgentName(tx, { id: deviceId, userId, name: call.deviceName });
  await requireRoom(tx, userId, parts.limits);
  await tx.devices.insert({
    id: deviceId,
    userId,
    installationId: null,
    platform: 'agent',
    name: call.deviceName,
    model: null,
    osVersion: null,
    appVersion: null,
    userAgent: call.userAgent,
    tags: call.tags ?? [],
    generation: 0,
    createdAt: parts.clock.now(),
  });
  await tx.agents.insertCredential(credentialFor(parts, deviceId, hashed));
}
