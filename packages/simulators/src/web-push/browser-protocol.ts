import { z } from 'zod';
import type { PushMessage } from './messages.ts';

/**
 * Firefox's push protocol: JSON text frames over a WebSocket
 * (https://mozilla-push-service.readthedocs.io/en/latest/design/#simplepush-protocol). `{}` is a ping in both ways.
 */

const channelIdSchema = z.uuid();

export const browserMessageSchema = z.discriminatedUnion('messageType', [
  z.object({
    messageType: z.literal('hello'),
    uaid: z.string().nullish(),
    use_webpush: z.boolean().optional(),
    broadcasts: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ messageType: z.literal('register'), channelID: channelIdSchema, key: z.string().nullish() }),
  z.object({ messageType: z.literal('unregister'), channelID: channelIdSchema, code: z.int().optional() }),
  z.object({
    messageType: z.literal('ack'),
    updates: z.array(z.object({ channelID: channelIdSchema, version: z.string(), code: z.int().optional() })),
  }),
  z.object({ messageType: z.literal('nack'), version: z.string(), code: z.int().optional() }),
  z.object({ messageType: z.literal('broadcast_subscribe'), broadcasts: z.record(z.string(), z.string()) }),
  z.object({ messageType: z.literal('ping') }),
]);
export type BrowserMessage = z.infer<typeof browserMessageSchema>;

/** Returns the message of one text frame, or null if it is not one that a browser sends. */
export function parseBrowserMessage(frame: string): BrowserMessage | null {
  try {
    const json: unknown = JSON.parse(frame);
    if (typeof json === 'object' && json !== null && Object.keys(json).length === 0)
      return { messageType: 'ping' };
    return browserMessageSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}

/** The frame that brings a push message to the browser; a message without a body has no data and no headers. */
export function notificationFrame(message: PushMessage, channelId: string): object {
  const frame = {
    messageType: 'notification',
    channelID: channelId,
    version: message.id,
    ttl: message.ttlSeconds,
  };
  if (message.body.length === 0) return frame;
  return { ...frame, data: message.body.toString('base64url'), headers: { encoding: 'aes128gcm' } };
}
