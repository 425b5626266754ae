import type { replaceTokenInputSchema } from '@carillon/contracts/devices';
import { AppError } from '@carillon/contracts/errors';
import type { z } from 'zod';
import type { DeviceRecord, RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { enterDevice, requireOwner } from './enter-device.ts';
import { refuseDevice } from './find-device.ts';
import { lockToken, placeToken } from './place-token.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';
import { readToken } from './token-material.ts';

export type ReplaceTokenInput = z.infer<typeof replaceTokenInputSchema>;

/**
 * Replaces the token of a device that is registered and active (TOK-8). A revoked device has to register again, which is
 * where it counts against the caps.
 *
 * @throws {AppError} `forbidden`, `not_found`, `validation_failed`, `stale_registration`, `conflict` for a revoked device
 * or an agent
 */
export async function replaceToken(
  parts: RegistryParts,
  actor: Actor,
  input: ReplaceTokenInput,
): Promise<void> {
  const events = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, actor.userId);
    const device = await tx.devices.findOwn(actor.userId, input.id);
    return device === null ? null : replace(parts, tx, { device, input });
  });
  if (events === null) return refuseDevice(parts, actor, input.id);
  await announce(parts, actor, events);
}

async function replace(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { device, input }: { device: DeviceRecord; input: ReplaceTokenInput },
): Promise<readonly RegistryEvent[]> {
  if (device.kind === 'agent') throw new AppError('conflict', { detail: 'An agent has no push token.' });
  if (device.revokedAt !== null) {
    throw new AppError('conflict', { detail: 'This device is revoked. Register it again to use it.' });
  }
  const { pushToken, provider, environment, generation } = input;
  const { platform, userId, installationId } = device;
  const token = readToken({ token: pushToken, field: 'pushToken', platform, provider, environment });
  const fingerprint = await lockToken(parts, tx, token.material);
  const at = parts.clock.now();
  const owner = { userId, installationId };
  const entry = { owner, existing: device, platform, metadata: {}, generation, at };
  const entered = await enterDevice(tx, entry, parts.limits);
  const placed = await placeToken(parts, tx, {
    device,
    ...token,
    fingerprint,
    vapidKeyId: null,
    generation,
    replaces: null,
    at,
  });
  return [entered.event, ...placed.events];
}
