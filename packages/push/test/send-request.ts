import { randomUUID } from 'node:crypto';
import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';
import type { SendRequest, TargetOf } from '../src/providers/provider.ts';

/** A request for tests, to another device each time, in which every member can be replaced. */
export function aSendRequest<P extends ProviderName>(
  target: TargetOf<P>,
  changes: Partial<SendRequest<P>>,
): SendRequest<P> {
  return {
    notificationId: notificationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8057'),
    deviceId: deviceIdSchema.parse(randomUUID()),
    target,
    message: { title: 'Hello' },
    priority: 'normal',
    ttlSeconds: 3600,
    collapseKey: null,
    receipt: null,
    ...changes,
  };
}
