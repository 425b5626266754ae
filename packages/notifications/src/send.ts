import { AppError, invalidField } from '@carillon/contracts/errors';
import type { NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import {
  messageSchema,
  type NotificationStatus,
  type SendNotificationInput,
} from '@carillon/contracts/notifications';
import type { AuditStore } from '@carillon/push/ports';
import type { PayloadBudget } from '@carillon/push/providers/payload-budget';
import type { JobProducer } from '@carillon/queue/queue';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import { authorizeAudience } from './authorize.ts';
import { carryOut, planDispatch } from './dispatch-plan.ts';
import { requireFittingPayload, requireFreeDataKeys } from './payload-check.ts';
import type {
  AudienceReader,
  NewNotification,
  NotificationStore,
  SendTransaction,
  StoredSend,
} from './ports.ts';
import type { Receipts } from './receipts.ts';
import { recordSend } from './record-send.ts';
import { hashRequest } from './request-hash.ts';
import type { SendContext } from './send-context.ts';

export interface SendDependencies {
  readonly store: NotificationStore;
  readonly audiences: AudienceReader;
  readonly audit: AuditStore;
  readonly queue: JobProducer;
  readonly receipts: Receipts;
  /** Of the providers that limit what a message may hold. */
  readonly budgets: readonly PayloadBudget[];
  readonly log: Logger;
}

export interface Sent {
  readonly id: NotificationId;
  readonly status: NotificationStatus;
}

/**
 * Accepts a message for delivery (DIS-8): when this resolves, the notification and the jobs that will send it are
 * committed, in one transaction. With `sendAt` it waits for its time: who may send to whom is decided now, who is addressed
 * then. The same idempotency key gives the same notification, and sends once (DIS-11); it is looked up before anything else, so
 * that a repeated request has the answer of the first even if a device of its audience is gone meanwhile.
 *
 * @throws {AppError} `forbidden`, `not_found` for the audience; `conflict` for a key that came with another request;
 * `payload_too_large` when a provider that it would go to cannot take it; `validation_failed` for a time too far ahead, and
 * for data that FCM would refuse
 */
export async function send(
  dependencies: SendDependencies,
  context: SendContext,
  input: SendNotificationInput,
): Promise<Sent> {
  const { idempotencyKey: givenKey, ...request } = input;
  const idempotencyKey = givenKey === undefined ? null : keyOf(context, givenKey);
  const requestHash = hashRequest(request);
  const earlier = await findEarlier(dependencies, context, { idempotencyKey, requestHash });
  if (earlier !== null) return earlier;
  return sendAuthorized(dependencies, context, {
    id: uuidv7() as NotificationId,
    kind: 'message',
    status: 'sending',
    createdById: context.sender.userId,
    idempotencyKey,
    requestHash,
    audience: await authorizeAudience(dependencies, context, input.audience),
    message: messageSchema.parse(input),
    priority: input.priority,
    ttlSeconds: input.ttlSeconds,
    collapseKey: input.collapseKey ?? null,
    sendAt: input.sendAt ?? null,
  });
}

/**
 * Several servers may use the keys of one administrator, and count their orders from 1 alike: each API key has idempotency keys
 * of its own, and so has the administrator.
 */
function keyOf({ apiKeyId }: SendContext, givenKey: string): string {
  return apiKeyId === null ? givenKey : `api-key:${apiKeyId}:${givenKey}`;
}

async function findEarlier(
  { store }: SendDependencies,
  { sender }: SendContext,
  request: Pick<NewNotification, 'idempotencyKey' | 'requestHash'>,
): Promise<Sent | null> {
  if (request.idempotencyKey === null) return null;
  const earlier = await store.findByKey(sender.userId, request.idempotencyKey);
  return earlier === null ? null : sameRequest(earlier, request);
}

interface Outcome {
  readonly sent: Sent;
  /** Null as long as it is not known. */
  readonly recipients: number | null;
  readonly isNew: boolean;
}

/** The part that test sends share: everything after who may send what to whom. */
export async function sendAuthorized(
  dependencies: SendDependencies,
  context: SendContext,
  notification: NewNotification,
): Promise<Sent> {
  await requireFreeDataKeys(dependencies, notification);
  await requireFittingPayload(dependencies, notification);
  const { sent, recipients, isNew } = await dependencies.store.transaction(async (transaction) =>
    (await isForLater(transaction, notification.sendAt))
      ? storeForLater(context, transaction, notification)
      : dispatchNow(dependencies, { transaction, context, notification }),
  );
  if (isNew) {
    const ids = { notification_id: sent.id, user_id: context.sender.userId, request_id: context.requestId };
    const event = sent.status === 'scheduled' ? 'notification scheduled' : 'notification dispatched';
    dependencies.log.info({ ...ids, kind: notification.kind, recipients }, event);
  }
  return sent;
}

const DAY_MS = 86_400_000;

/** A time that is past means at once. By the database's clock, which also decides when it is due. */
async function isForLater(transaction: SendTransaction, sendAt: Date | null): Promise<boolean> {
  if (sendAt === null) return false;
  const waitMs = await transaction.msUntil(sendAt);
  if (waitMs > LIMITS.scheduleAheadDays * DAY_MS) {
    throw invalidField('sendAt', `Expected a time at most ${LIMITS.scheduleAheadDays} days ahead`);
  }
  return waitMs > 0;
}

async function storeForLater(
  context: SendContext,
  transaction: SendTransaction,
  notification: NewNotification,
): Promise<Outcome> {
  const earlier = await transaction.insert({ ...notification, status: 'scheduled' });
  if (earlier !== null) return { sent: sameRequest(earlier, notification), recipients: null, isNew: false };
  await recordSend(transaction.audit, context, notification);
  return { sent: { id: notification.id, status: 'scheduled' }, recipients: null, isNew: true };
}

async function dispatchNow(
  { queue }: SendDependencies,
  {
    transaction,
    context,
    notification,
  }: {
    readonly transaction: SendTransaction;
    readonly context: SendContext;
    readonly notification: NewNotification;
  },
): Promise<Outcome> {
  const { id } = notification;
  const plan = await planDispatch(transaction, notification.audience);
  const { status, recipients } = plan;
  const earlier = await transaction.insert({ ...notification, status, sendAt: null });
  if (earlier !== null) return { sent: sameRequest(earlier, notification), recipients: null, isNew: false };
  await recordSend(transaction.audit, context, notification);
  await carryOut({ transaction, queue, id, requestId: context.requestId }, plan);
  return { sent: { id, status }, recipients: recipients?.length ?? null, isNew: true };
}

function sameRequest(earlier: StoredSend, request: Pick<NewNotification, 'requestHash'>): Sent {
  if (!Buffer.from(earlier.requestHash).equals(request.requestHash)) {
    throw new AppError('conflict', {
      detail: 'This idempotency key was used for another request. Send a new key with a new request.',
    });
  }
  return { id: earlier.id, status: earlier.status };
}
