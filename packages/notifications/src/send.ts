import { AppError } from '@carillon/contracts/errors';
import type { NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import {
  type Audience,
  messageSchema,
  type NotificationStatus,
  type SendNotificationInput,
} from '@carillon/contracts/notifications';
import type { AuditStore } from '@carillon/push/ports';
import type { JobProducer } from '@carillon/queue/queue';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import { authorizeAudience } from './authorize.ts';
import { chunksOf } from './chunks.ts';
import { chunkJob, expandJob } from './jobs.ts';
import type { NewNotification, NotificationStore, SendTransaction, StoredSend } from './ports.ts';
import { hashRequest } from './request-hash.ts';
import type { SendContext } from './send-context.ts';
import { RESERVATION_MS } from './timing.ts';

export interface SendDependencies {
  readonly store: NotificationStore;
  readonly audit: AuditStore;
  readonly queue: JobProducer;
  readonly log: Logger;
}

export interface Sent {
  readonly id: NotificationId;
  readonly status: NotificationStatus;
}

/**
 * Accepts a message for delivery (DIS-8): when this resolves, the notification and the jobs that will send it are
 * committed, in one transaction. The same idempotency key gives the same notification, and sends once (DIS-11).
 *
 * @throws {AppError} `forbidden`, `not_found` for the audience; `conflict` for a key that came with another request
 */
export async function send(
  dependencies: SendDependencies,
  context: SendContext,
  input: SendNotificationInput,
): Promise<Sent> {
  await authorizeAudience(dependencies, context, input.audience);
  const { idempotencyKey, ...request } = input;
  return sendAuthorized(dependencies, context, {
    id: uuidv7() as NotificationId,
    kind: 'message',
    status: 'sending',
    createdById: context.sender.userId,
    idempotencyKey: idempotencyKey ?? null,
    requestHash: hashRequest(request),
    audience: distinct(input.audience),
    message: messageSchema.parse(input),
    priority: input.priority,
    ttlSeconds: input.ttlSeconds,
    collapseKey: input.collapseKey ?? null,
  });
}

interface Outcome {
  readonly sent: Sent;
  /** Null as long as it is not known. */
  readonly recipients: number | null;
  readonly isNew: boolean;
}

/** The part that test sends share: everything after who may send what to whom. */
export async function sendAuthorized(
  { store, queue, log }: SendDependencies,
  { sender, requestId }: SendContext,
  notification: NewNotification,
): Promise<Sent> {
  const outcome = await store.transaction(async (transaction): Promise<Outcome> => {
    const found = await transaction.findRecipients(notification.audience, LIMITS.inlineExpansionDevices + 1);
    const isSmall = found.length <= LIMITS.inlineExpansionDevices;
    const status = isSmall ? statusOfSmall(found.length) : 'expanding';
    const earlier = await transaction.insert({ ...notification, status });
    if (earlier !== null) return { sent: sameRequest(earlier, notification), recipients: null, isNew: false };
    const work = { transaction, queue, id: notification.id, requestId };
    if (isSmall) await enqueueNow(work, found);
    else await enqueueExpansion(work);
    return { sent: { id: notification.id, status }, recipients: isSmall ? found.length : null, isNew: true };
  });
  const { sent, recipients, isNew } = outcome;
  if (isNew) {
    const ids = { notification_id: sent.id, user_id: sender.userId, request_id: requestId };
    log.info({ ...ids, kind: notification.kind, recipients }, 'notification dispatched');
  }
  return sent;
}

/** Nobody to send to is a message that is done. */
function statusOfSmall(recipients: number): NotificationStatus {
  return recipients === 0 ? 'done' : 'sending';
}

interface Enqueue {
  readonly transaction: SendTransaction;
  readonly queue: JobProducer;
  readonly id: NotificationId;
  readonly requestId: string | null;
}

async function enqueueNow(
  { transaction, queue, id, requestId }: Enqueue,
  recipients: Awaited<ReturnType<SendTransaction['findRecipients']>>,
): Promise<void> {
  const reserved = await transaction.insertDeliveries(id, recipients, RESERVATION_MS.prompt);
  const { executor } = transaction;
  await queue.enqueue(chunkJob, chunksOf(id, reserved, requestId), { executor, priority: 'prompt' });
}

async function enqueueExpansion({ transaction, queue, id, requestId }: Enqueue): Promise<void> {
  const { executor } = transaction;
  await queue.enqueue(expandJob, [{ notificationId: id, requestId }], { executor, priority: 'bulk' });
}

function sameRequest(earlier: StoredSend, notification: NewNotification): Sent {
  if (!Buffer.from(earlier.requestHash).equals(notification.requestHash)) {
    throw new AppError('conflict', {
      detail: 'This idempotency key was used for another request. Send a new key with a new request.',
    });
  }
  return { id: earlier.id, status: earlier.status };
}

/** Naming somebody twice is not sending twice. */
function distinct(audience: Audience): Audience {
  if (audience.userIds) return { userIds: [...new Set(audience.userIds)] };
  if (audience.deviceIds) return { deviceIds: [...new Set(audience.deviceIds)] };
  return audience;
}
