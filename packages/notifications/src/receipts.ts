import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { fromUuidBytes, toUuidBytes } from './uuid-bytes.ts';

const IDS_BYTES = 32;
/** Half of HMAC-SHA256, as RFC 2104 section 5 allows: a receipt is carried in every payload. */
const MAC_BYTES = 16;
const RECEIPT = /^[A-Za-z0-9_-]{64}$/;

/**
 * Makes and checks the capability with which a device reports what became of one delivery. It names the delivery and
 * opens nothing else, so that a service worker without a session can use it.
 */
export interface Receipts {
  /** 64 characters of base64url. */
  sign(notificationId: NotificationId, deviceId: DeviceId): string;
  /** Null for anything that this installation did not sign. */
  verify(receipt: string): { readonly notificationId: NotificationId; readonly deviceId: DeviceId } | null;
}

/** @param secret any secret of the installation, at least 32 bytes; the key is derived from it for this use alone */
export function createReceipts(secret: Uint8Array): Receipts {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'carillon receipt v1', 32));
  const macOf = (ids: Uint8Array): Buffer =>
    createHmac('sha256', key).update(ids).digest().subarray(0, MAC_BYTES);
  return {
    sign: (notificationId, deviceId) => {
      const ids = toUuidBytes(notificationId, deviceId);
      return Buffer.concat([ids, macOf(ids)]).toString('base64url');
    },
    verify: (receipt) => {
      if (!RECEIPT.test(receipt)) return null;
      const bytes = Buffer.from(receipt, 'base64url');
      const ids = bytes.subarray(0, IDS_BYTES);
      if (!timingSafeEqual(macOf(ids), bytes.subarray(IDS_BYTES))) return null;
      const [notificationId, deviceId] = fromUuidBytes(ids) as [NotificationId, DeviceId];
      return { notificationId, deviceId };
    },
  };
}
