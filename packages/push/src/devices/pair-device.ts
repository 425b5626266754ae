import { AppError } from '@carillon/contracts/errors';
import type { PairingId } from '@carillon/contracts/ids';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { findDevice } from './find-device.ts';
import { enterPushDevice, type RegisterDeviceCall, type RegisteredDevice } from './register-device.ts';
import type { RegistryParts } from './registry-parts.ts';

/** What the app said of itself when it asked; a push token comes later, by the app's own call. */
export type PairDeviceCall = Pick<
  RegisterDeviceCall,
  'deviceId' | 'platform' | 'name' | 'model' | 'userAgent'
> & {
  readonly pairingId: PairingId;
};

/**
 * Registers the device that asks to be paired, as {@link registerDevice} does, and approves the request for the same user in
 * the same transaction (AUTH-4): never is there the one without the other.
 *
 * @throws {AppError} `pairing_not_open` when the request was decided or expired meanwhile; `device_limit_reached`, after which
 * it still waits
 */
export async function pairDevice(
  parts: RegistryParts,
  actor: Actor,
  { pairingId, ...call }: PairDeviceCall,
): Promise<RegisteredDevice> {
  const { userId } = actor;
  const { deviceId, created, events } = await parts.store.transaction(async (tx) => {
    const entered = await enterPushDevice(parts, tx, { actor, call, token: null });
    if (await tx.pairings.approve({ pairingId, userId })) return entered;
    throw new AppError('pairing_not_open', {
      detail: 'This request was decided, or expired, a moment ago. Let the app ask anew.',
    });
  });
  await announce(parts, actor, events);
  return { device: await findDevice(parts, actor, deviceId), created };
}
