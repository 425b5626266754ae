import { AppError } from '@carillon/contracts/errors';
import type { NotificationId } from '@carillon/contracts/ids';
import type { Audience, Message } from '@carillon/contracts/notifications';
import { uuidv7 } from '@carillon/runtime/ids';
import { hashRequest } from './request-hash.ts';
import { type SendDependencies, sendAuthorized } from './send.ts';
import type { SendContext } from './send-context.ts';

/** Somebody waits in front of a screen: a test that arrives later only confuses. */
const TEST_TTL_SECONDS = 300;

/**
 * Sends a short message to one device, to see that it arrives.
 *
 * @param ref the server's id, or the installation id of a device of the sender's own
 * @throws {AppError} `not_found`; `forbidden` for another's device, unless an administrator asks; `conflict` when revoked
 */
export async function sendDeviceTest(
  dependencies: SendDependencies,
  context: SendContext,
  ref: string,
): Promise<NotificationId> {
  const device = await dependencies.store.findDeviceByRef(ref, context.sender.userId);
  if (device === null) throw new AppError('not_found', { detail: 'There is no such device.' });
  if (device.userId !== context.sender.userId && context.sender.role !== 'admin') {
    throw new AppError('forbidden', { detail: 'This device is not yours.' });
  }
  if (device.isRevoked) {
    throw new AppError('conflict', { detail: 'This device has been revoked; it has to register again.' });
  }
  const name = device.name === '' ? 'this device' : device.name;
  return sendTest(dependencies, context, {
    id: uuidv7() as NotificationId,
    audience: { deviceIds: [device.id] },
    message: { title: 'Test notification', body: `It reached ${name}.`, url: `/devices/${device.id}` },
  });
}

/**
 * Sends a test to all active devices of the sender.
 *
 * @throws {AppError} `conflict` when there is none, since nothing would ever be seen of the test
 */
export async function sendOwnTest(
  dependencies: SendDependencies,
  context: SendContext,
  text: { readonly title?: string | undefined; readonly body?: string | undefined },
): Promise<NotificationId> {
  const audience: Audience = { userIds: [context.sender.userId] };
  const recipients = await dependencies.store.transaction((tx) => tx.findRecipients(audience, 1));
  if (recipients.length === 0) {
    throw new AppError('conflict', {
      detail: 'You have no active device yet. Turn on notifications on one, then send the test again.',
    });
  }
  const id = uuidv7() as NotificationId;
  const title = text.title ?? 'Test notification';
  const body = text.body ?? 'Notifications reach this device.';
  return sendTest(dependencies, context, {
    id,
    audience,
    message: { title, body, url: `/notifications/${id}` },
  });
}

interface TestSend {
  readonly id: NotificationId;
  readonly audience: Audience;
  readonly message: Message;
}

async function sendTest(
  dependencies: SendDependencies,
  context: SendContext,
  { id, audience, message }: TestSend,
): Promise<NotificationId> {
  await sendAuthorized(dependencies, context, {
    id,
    kind: 'test',
    status: 'sending',
    createdById: context.sender.userId,
    idempotencyKey: null,
    requestHash: hashRequest({ audience, message }),
    audience,
    message,
    priority: 'high',
    ttlSeconds: TEST_TTL_SECONDS,
    collapseKey: null,
    sendAt: null,
  });
  return id;
}
