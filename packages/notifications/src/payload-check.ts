import { AppError, type FieldError } from '@carillon/contracts/errors';
import type { DeviceId } from '@carillon/contracts/ids';
import { reservedDataKeys } from '@carillon/push/providers/fcm/reserved-data';
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
 * Refuses data with names that FCM keeps for itself, as long as its sender is there to be told and FCM is one of the ways to
 * the audience: elsewhere the same data is fine.
 *
 * @throws {AppError} `validation_failed` naming each
 */
export async function requireFreeDataKeys(
  { audiences }: Pick<PayloadCheck, 'audiences'>,
  { audience, message }: NewNotification,
): Promise<void> {
  const errors = reservedDataKeys(message).map(
    (key): FieldError => ({ path: `data.${key}`, message: 'Expected another name: Firebase keeps this one' }),
  );
  if (errors.length === 0 || (await audiences.reached(audience, ['fcm'])).length === 0) return;
  const names = errors.map(({ path }) => path).join(', ');
  throw new AppError('validation_failed', {
    detail:
      `${names}: Firebase leads to a device of the audience, and keeps from, message_type and all names that begin ` +
      'with google or gcm for itself. Choose other names.',
    errors,
  });
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
