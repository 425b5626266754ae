import {
  type DeviceId,
  deviceIdSchema,
  type NotificationId,
  notificationIdSchema,
} from '@carillon/contracts/ids';
import { fromUuidBytes, toUuidBytes } from './uuid-bytes.ts';

/** 32 bytes in base64url. */
const DELIVERY_ID = /^[A-Za-z0-9_-]{43}$/;

export interface DeliveryKey {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
}

/**
 * A delivery is its notification and its device (docs/adr/0007); its id is both, in a text that clients need not look into. It
 * opens nothing: whoever acknowledges is asked for credentials, and whether the device is theirs.
 */
export function toDeliveryId({ notificationId, deviceId }: DeliveryKey): string {
  return toUuidBytes(notificationId, deviceId).toString('base64url');
}

/** Null for what is no delivery's id, whatever it is. */
export function parseDeliveryId(text: string): DeliveryKey | null {
  if (!DELIVERY_ID.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  // The last character has bits to spare: only one of the texts that mean these bytes is the id.
  if (bytes.toString('base64url') !== text) return null;
  const [notification, device] = fromUuidBytes(bytes);
  const notificationId = notificationIdSchema.safeParse(notification);
  const deviceId = deviceIdSchema.safeParse(device);
  if (!notificationId.success || !deviceId.success) return null;
  return { notificationId: notificationId.data, deviceId: deviceId.data };
}
