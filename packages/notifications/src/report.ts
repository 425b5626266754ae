import { AppError } from '@carillon/contracts/errors';
import type { Logger } from '@carillon/runtime/logger';
import type { ReportedState } from './delivery-state.ts';
import type { Ledger } from './ports.ts';
import type { Receipts } from './receipts.ts';

export interface ReportDependencies {
  readonly ledger: Pick<Ledger, 'report' | 'finish'>;
  readonly receipts: Receipts;
  readonly log: Logger;
}

/**
 * Records what a device says became of a message. Reporting again, or less than is known, changes nothing.
 *
 * @throws {AppError} `forbidden` for a receipt that is not ours
 */
export async function report(
  { ledger, receipts, log }: ReportDependencies,
  { receipt, event }: { readonly receipt: string; readonly event: ReportedState },
): Promise<void> {
  const delivery = receipts.verify(receipt);
  if (delivery === null)
    throw new AppError('forbidden', { detail: 'This receipt was not issued by this server.' });
  const isNew = await ledger.report({ ...delivery, event });
  if (!isNew) return;
  log.info(
    { notification_id: delivery.notificationId, device_id: delivery.deviceId, event },
    'notification reported',
  );
  await ledger.finish(delivery.notificationId);
}
