import { AppError, invalidField } from '@carillon/contracts/errors';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { RegistryTransaction } from '../../ports.ts';

/**
 * REG-8: an agent's name is 1..100 characters and unique among the user's agents that are not revoked. The owner is locked
 * by then, so that of two who want one name, one gets it; behind it stands a unique index.
 *
 * @throws {AppError} `validation_failed`, `name_taken`
 */
export async function requireFreeAgentName(
  tx: RegistryTransaction,
  agent: { readonly id: DeviceId; readonly userId: UserId; readonly name: string },
): Promise<void> {
  if (agent.name === '') throw invalidField('deviceName', 'Expected 1 to 100 characters');
  if (!(await tx.devices.isAgentNameTaken(agent))) return;
  throw new AppError('name_taken', {
    detail: 'Another of your agents has this name. Choose another, or revoke that agent first.',
    errors: [{ path: 'deviceName', message: 'Expected a name that no other agent of yours has' }],
  });
}
