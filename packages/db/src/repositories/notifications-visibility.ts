import type { Viewer } from '@carillon/notifications/viewer';

/*
 * `$1` is the viewer's id and `$2` whether they are an administrator, in every statement. What others may see: the
 * notifications that they made, and those that went to devices of theirs, of which they see their own devices' part.
 */
export const SEES_NOTIFICATION = `($2::boolean OR notification.created_by_id = $1 OR EXISTS (
  SELECT 1 FROM deliveries own JOIN devices own_device ON own_device.id = own.device_id
  WHERE own.notification_id = notification.id AND own_device.user_id = $1
))`;
export const SEES_ALL_DELIVERIES = '($2::boolean OR notification.created_by_id IS NOT DISTINCT FROM $1)';
export const SEES_DELIVERY = `(${SEES_ALL_DELIVERIES} OR device.user_id = $1)`;

export function viewerParameters({ userId, role }: Viewer): [string, boolean] {
  return [userId, role === 'admin'];
}
