import { AppError } from '@carillon/contracts/errors';
import type { DeviceId } from '@carillon/contracts/ids';
import type { PayloadBudget } from '@carillon/push/providers/payload-budget';
import type { AudienceReader, NewNotification } from './ports.ts';
import type { Receipts } from './receipts.ts';

/** All receipts are of one length, so that any device's stands for the others'. */
const ANY_DEVICE = '00000000-0000-0000-0000-000000000000' as DeviceId;

const PROVIDER_NAMES: Readonly<Record<PayloadBudget['provider'], string>> = {
  apns: 'Apple’s push service',
  fcm: 'Firebase',
  expo: 'Expo',
  webpush: 'Web push',
};

interface PayloadCheck {
  readonly audiences: Pick<AudienceReader, 'reached'>;
  readonly receipts: Receipts;
  readonly budgets: readonly PayloadBudget[];
}

/**
 * Refuses a message that a provider could never take, as long as its sender is there to be told. Only providers that the
 * audience is reached by count, and the audience is only asked about when there is a limit that the message exceeds.
 *
 * @throws {AppError} `payload_too_large` naming each limit and by how much it is exceeded
 */
export async function requireFittingPayload(
  { audiences, receipts, budgets }: PayloadCheck,
  notification: NewNotification,
): Promise<void> {
  const { id, message, priority, ttlSeconds, collapseKey } = notification;
  const receipt = receipts.sign(id, ANY_DEVICE);
  const draft = {
    notificationId: id,
    deviceId: ANY_DEVICE,
    message,
    priority,
    ttlSeconds,
    collapseKey,
    receipt,
  };
  const exceeded = budgets
    .map((budget) => ({ ...budget, excessBytes: budget.bytesOf(draft) - budget.limitBytes }))
    .filter(({ excessBytes }) => excessBytes > 0);
  if (exceeded.length === 0) return;
  const reached = await audiences.reached(
    notification.audience,
    exceeded.map(({ provider }) => provider),
  );
  const refusals = exceeded.filter(({ provider }) => reached.includes(provider));
  if (refusals.length === 0) return;
  const limits = refusals.map(
    ({ provider, limitBytes, excessBytes }) =>
      `${PROVIDER_NAMES[provider]} takes ${limitBytes} bytes, and this message is ${excessBytes} over it.`,
  );
  throw new AppError('payload_too_large', {
    detail: `${limits.join(' ')} Shorten the text, or send less data.`,
  });
}
