import { AppError } from '@carillon/contracts/errors';
import type { UserId } from '@carillon/contracts/ids';
import type { RegistryTransaction } from '../ports.ts';
import type { DeviceLimits } from './registry-parts.ts';

/**
 * REG-17: room for one more active device. The owner is locked by then, and near the instance's cap everybody takes
 * turns, so that both caps hold however many register at once.
 *
 * @throws {AppError} `device_limit_reached`
 */
export async function requireRoom(
  tx: RegistryTransaction,
  userId: UserId | null,
  limits: DeviceLimits,
): Promise<void> {
  if (userId !== null && (await tx.devices.countActive(userId)) >= limits.devicesPerUser) {
    throw new AppError('device_limit_reached', {
      detail: `You have ${limits.devicesPerUser} active devices, which is the limit. Revoke one you no longer use.`,
    });
  }
  if (await tx.devices.isInstanceFull(limits.devicesPerInstance)) {
    throw new AppError('device_limit_reached', {
      detail: 'This server takes no more devices. Ask its administrator to raise MAX_DEVICES.',
    });
  }
}
