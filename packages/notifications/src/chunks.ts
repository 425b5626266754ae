import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import type { Channel } from '@carillon/contracts/providers';
import type { ChunkJobData } from './jobs.ts';
import type { Reserved } from './ports.ts';

/** Jobs for deliveries that were just stored: at most 500 devices of one channel each, in the order of their ids. */
export function chunksOf(
  id: NotificationId,
  { recipients, reservedUntil }: Reserved,
  { requestId, lane }: Pick<ChunkJobData, 'requestId' | 'lane'>,
): ChunkJobData[] {
  const byChannel = new Map<Channel, DeviceId[]>();
  for (const { channel, deviceId } of recipients) {
    const deviceIds = byChannel.get(channel);
    if (deviceIds === undefined) byChannel.set(channel, [deviceId]);
    else deviceIds.push(deviceId);
  }
  return [...byChannel].flatMap(([channel, deviceIds]) =>
    splitInto(deviceIds, LIMITS.chunkDevices).map((part) => ({
      notificationId: id,
      channel,
      deviceIds: part,
      reservedUntil: reservedUntil.toISOString(),
      requestId,
      lane,
    })),
  );
}

/** Consecutive parts of at most `size`. */
export function splitInto<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
