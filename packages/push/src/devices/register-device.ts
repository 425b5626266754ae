import type { DeviceView, RegisterDeviceInput } from '@carillon/contracts/devices';
import type { RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { type EnteredDevice, enterDevice, requireOwner } from './enter-device.ts';
import { findDevice } from './find-device.ts';
import { lockToken, placeToken } from './place-token.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';
import { type ReadToken, readToken } from './token-material.ts';

export type RegisterDeviceCall = RegisterDeviceInput & { readonly userAgent: string | null };

export interface RegisteredDevice {
  readonly device: DeviceView;
  /** False when this installation was known before (REG-2). */
  readonly created: boolean;
}

/**
 * Registers a push device of the caller, or brings it up to date (REG-2, REG-6): identity is (user, device_id), so that
 * the same installation under another user is another device (REG-7). One transaction: device and token, or neither.
 *
 * @throws {AppError} `validation_failed` naming the field, `stale_registration`, `device_limit_reached`
 */
export async function registerDevice(
  parts: RegistryParts,
  actor: Actor,
  call: RegisterDeviceCall,
): Promise<RegisteredDevice> {
  const { pushToken, platform, provider, environment } = call;
  const token =
    pushToken === undefined
      ? null
      : readToken({ token: pushToken, field: 'pushToken', platform, provider, environment });
  const { deviceId, created, events } = await parts.store.transaction((tx) =>
    enterPushDevice(parts, tx, { actor, call, token }),
  );
  await announce(parts, actor, events);
  return { device: await findDevice(parts, actor, deviceId), created };
}

/** The part of registering that one transaction does; `events` are to be told once it is committed. */
export async function enterPushDevice(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { actor, call, token }: { actor: Actor; call: RegisterDeviceCall; token: ReadToken | null },
): Promise<EnteredDevice & { readonly events: readonly RegistryEvent[] }> {
  const { userId } = actor;
  const { deviceId: installationId, platform, generation, userAgent, ...given } = call;
  const at = parts.clock.now();
  await requireOwner(tx, userId);
  const fingerprint = token === null ? null : await lockToken(parts, tx, token.material);
  const existing = await tx.devices.findOwnByInstallation(userId, installationId);
  const owner = { userId, installationId };
  const { name, model, osVersion, appVersion, tags } = given;
  const metadata = { name, model, osVersion, appVersion, tags, userAgent: userAgent ?? undefined };
  const entry = { owner, existing, platform, metadata, generation, at };
  const entered = await enterDevice(tx, entry, parts.limits);
  const events: RegistryEvent[] = [entered.event];
  if (token !== null && fingerprint !== null) {
    const device = { id: entered.deviceId, ...owner };
    const placement = { device, ...token, fingerprint, vapidKeyId: null, generation, replaces: null, at };
    events.push(...(await placeToken(parts, tx, placement)).events);
  }
  return { ...entered, events };
}
