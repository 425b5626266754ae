import { AppError, invalidField } from '@carillon/contracts/errors';
import {
  type DeviceId,
  deviceIdSchema,
  type NotificationId,
  notificationIdSchema,
} from '@carillon/contracts/ids';
import type {
  DeliveryView,
  DeviceDeliveryView,
  listDeliveriesInputSchema,
  NotificationDetail,
  NotificationView,
} from '@carillon/contracts/notifications';
import type { Page, PageInput } from '@carillon/contracts/pagination';
import type { z } from 'zod';
import type { NotificationStore } from './ports.ts';
import type { NotificationReader, StoredDelivery } from './ports-history.ts';
import { deliveryInWords, eventInWords } from './reasons.ts';
import type { Viewer } from './viewer.ts';

export interface HistoryDependencies {
  readonly reader: NotificationReader;
  readonly store: Pick<NotificationStore, 'findDevices'>;
}

/**
 * Notifications that the viewer may see, newest first.
 *
 * @throws {AppError} `not_found` or `forbidden` when `deviceId` names a device that is not there or not the viewer's
 */
export async function listNotifications(
  { reader, store }: HistoryDependencies,
  viewer: Viewer,
  { deviceId, limit, cursor }: PageInput & { readonly deviceId?: DeviceId | undefined },
): Promise<Page<NotificationView>> {
  if (deviceId !== undefined) await requireDevice(store, viewer, deviceId);
  const before = parseCursor(notificationIdSchema, cursor);
  return reader.list({ viewer, deviceId: deviceId ?? null, limit, before });
}

/** @throws {AppError} `not_found`; `forbidden` when it is none of the viewer's */
export async function findNotification(
  { reader }: Pick<HistoryDependencies, 'reader'>,
  viewer: Viewer,
  id: NotificationId,
): Promise<NotificationDetail> {
  const found = await reader.find(id, viewer);
  if (found !== null) return found;
  if (await reader.exists(id)) throw new AppError('forbidden', { detail: 'This notification is not yours.' });
  throw new AppError('not_found', { detail: 'There is no such notification.' });
}

export type ListDeliveriesQuery = PageInput &
  Omit<z.output<typeof listDeliveriesInputSchema>, keyof PageInput>;

/** What became of a notification on each device, each with its trace in order. Errors as {@link findNotification}. */
export async function listDeliveries(
  dependencies: Pick<HistoryDependencies, 'reader'>,
  viewer: Viewer,
  query: ListDeliveriesQuery,
): Promise<Page<DeliveryView>> {
  const { id, limit, deviceId = null, state = null } = query;
  const after = parseCursor(deviceIdSchema, query.cursor);
  await findNotification(dependencies, viewer, id);
  const { items, nextCursor } = await dependencies.reader.listDeliveries({
    id,
    viewer,
    deviceId,
    state,
    search: query.search || null,
    limit,
    after,
  });
  return { items: items.map(toView), nextCursor };
}

/**
 * What became of the last notifications on one device, newest first, each with its trace in order: why did this device not get
 * it? That the device is the viewer's has been seen to; of anybody else's the query finds nothing.
 */
export async function listDeviceDeliveries(
  { reader }: Pick<HistoryDependencies, 'reader'>,
  viewer: Viewer,
  { deviceId, limit, cursor }: PageInput & { readonly deviceId: DeviceId },
): Promise<Page<DeviceDeliveryView>> {
  const before = parseCursor(notificationIdSchema, cursor);
  const { items, nextCursor } = await reader.listDeviceDeliveries({ deviceId, viewer, limit, before });
  return { items: items.map((delivery) => ({ ...toView(delivery), title: delivery.title })), nextCursor };
}

function toView(delivery: StoredDelivery): DeliveryView {
  const queued = {
    at: delivery.createdAt,
    kind: 'queued',
    attempt: null,
    reason: null,
    providerCode: null,
    durationMs: null,
  } as const;
  return {
    ...delivery,
    explanation: deliveryInWords(delivery),
    events: [queued, ...delivery.events].map(({ providerCode, ...event }) => ({
      ...event,
      detail: eventInWords({
        channel: delivery.channel,
        kind: event.kind,
        reason: event.reason,
        code: providerCode,
      }),
    })),
  };
}

async function requireDevice(
  store: Pick<NotificationStore, 'findDevices'>,
  viewer: Viewer,
  id: DeviceId,
): Promise<void> {
  const [device] = await store.findDevices([id]);
  if (device === undefined) throw new AppError('not_found', { detail: 'There is no such device.' });
  if (device.userId !== viewer.userId && viewer.role !== 'admin') {
    throw new AppError('forbidden', { detail: 'This device is not yours.' });
  }
}

function parseCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: string | undefined,
): z.output<Schema> | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(cursor);
  if (!parsed.success) throw invalidField('cursor', 'Expected the next_cursor of the page before');
  return parsed.data;
}
