import { LIMITS } from '@carillon/contracts/limits';
import type { SendNotificationInput } from '@carillon/contracts/notifications';

export interface PayloadSize {
  readonly name: string;
  readonly bytes: number;
  readonly bytesMax: number;
}

/** APNs takes 4096 bytes, and FCM the same of notification and data together; Expo hands on to one of the two. */
const PHONE_BYTES = 4096;
/** Ids and a receipt that the server adds to every message. */
const ADDED = { notification_id: '0'.repeat(36), receipt: '0'.repeat(88) };

/**
 * About how much of each way's budget a message takes. The server builds the payloads and has the last word; this is near
 * enough to see where a text becomes too long.
 */
export function payloadSizes(message: Partial<SendNotificationInput>): readonly PayloadSize[] {
  const { title, body, subtitle, url, image, icon, tag, actions, data, badge, sound, category } = message;
  const shown = { title, body, tag, icon };
  const hidden = { ...data, url: url ?? '/', ...ADDED };
  const webPush = {
    web_push: 8030,
    // Systems that need the declarative copy of a long text get a shorter one.
    notification: { ...shown, body: body?.slice(0, 200), navigate: `https://example.org${url ?? '/'}` },
    ...shown,
    image,
    actions,
    data: hidden,
  };
  const apple = {
    aps: { alert: { title, subtitle, body }, badge, sound, category, 'thread-id': message.apns?.threadId },
    image,
    ...hidden,
  };
  const android = { notification: { title, body, image, tag, sound }, data: { ...hidden, icon, actions } };
  return [
    { name: 'Browsers', bytes: bytesOf(webPush), bytesMax: LIMITS.webPushPlaintextBytes },
    { name: 'Apple', bytes: bytesOf(apple), bytesMax: PHONE_BYTES },
    { name: 'Android', bytes: bytesOf(android), bytesMax: PHONE_BYTES },
  ];
}

function bytesOf(payload: object): number {
  return new TextEncoder().encode(JSON.stringify(payload)).length;
}
