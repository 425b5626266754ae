import type { DeviceView, ListDevicesInput } from '@carillon/contracts/devices';
import type { Actor } from './actor.ts';
import { loadViewFacts, toDeviceView } from './device-view.ts';
import { decodeCursor, toPage } from './page-cursor.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * The caller's own devices, newest first (REG-4), administrators' lists included.
 *
 * @throws {AppError} `validation_failed` for a cursor that is none of ours
 */
export async function listDevices(
  parts: RegistryParts,
  actor: Actor,
  input: ListDevicesInput,
): Promise<{ devices: DeviceView[]; nextCursor: string | null }> {
  const rows = await parts.store.devices.list({
    userId: actor.userId,
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
