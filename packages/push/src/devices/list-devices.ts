import type { DeviceView, ListDevicesInput } from '@carillon/contracts/devices';
import { AppError } from '@carillon/contracts/errors';
import type { UserId } from '@carillon/contracts/ids';
import type { Actor } from './actor.ts';
import { loadViewFacts, toDeviceView } from './device-view.ts';
import { decodeCursor, toPage } from './page-cursor.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Devices, newest first (REG-4): the caller's own or, for administrators and API keys, a user's or everybody's.
 *
 * @throws {AppError} `forbidden` for a member who asks for others', `validation_failed` for a cursor that is none of ours
 */
export async function listDevices(
  parts: RegistryParts,
  actor: Actor,
  input: ListDevicesInput,
): Promise<{ devices: DeviceView[]; nextCursor: string | null }> {
  const rows = await parts.store.devices.list({
    userId: ownerOf(actor, input.userId),
    kind: input.kind ?? null,
    status: input.status,
    tag: input.tag ?? null,
    search: input.search === undefined || input.search === '' ? null : input.search,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor),
    limit: input.limit + 1,
  });
  const { items, nextCursor } = toPage(rows, input.limit, ({ device }) => device);
  const facts = await loadViewFacts(parts, items);
  return { devices: items.map((row) => toDeviceView(row, facts)), nextCursor };
}

/** Whose devices are meant; null for everybody's. An API key has none of its own. */
function ownerOf(actor: Actor, asked: ListDevicesInput['userId']): UserId | null {
  if (asked === undefined) return actor.kind === 'api-key' ? null : actor.userId;
  if (asked === actor.userId) return actor.userId;
  if (actor.role !== 'admin') {
    throw new AppError('forbidden', {
      detail: 'Only administrators see the devices of others. Leave user_id out for your own.',
    });
  }
  return asked === 'all' ? null : asked;
}
