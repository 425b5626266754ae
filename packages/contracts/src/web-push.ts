import { z } from 'zod';
import { installationIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { pageInputSchema } from './pagination.ts';

/** `PushSubscription.toJSON()` as browsers give it (Push API). Shapes of the keys are checked by the endpoint policy. */
export const subscriptionSchema = z.object({
  endpoint: z.string().min(1).max(2048),
  keys: z.object({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) }),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

export const subscribeInputSchema = subscriptionSchema.extend({
  userAgent: z.string().max(LIMITS.userAgentLength).optional(),
  deviceId: installationIdSchema.optional(),
  name: z.string().trim().max(LIMITS.deviceNameLength).optional(),
  generation: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});
/** `id` names the subscription, `deviceId` the server's id of the device that it belongs to. */
export const subscribeOutputSchema = z.object({ id: z.uuid(), deviceId: z.uuid() });

export const unsubscribeInputSchema = z
  .object({ endpoint: z.string().min(1).max(2048).optional(), id: z.uuid().optional() })
  .refine((input) => (input.endpoint === undefined) !== (input.id === undefined), {
    message: 'Give either endpoint or id',
    path: ['endpoint'],
  });

/**
 * What a service worker sends on `pushsubscriptionchange`: the new subscription and proof of the old one (its
 * endpoint and auth secret), so that it also works after the session in the browser ended.
 */
export const resubscribeInputSchema = z.object({
  old: z.object({ endpoint: z.string().min(1).max(2048), auth: z.string().min(1).max(100) }),
  subscription: subscriptionSchema,
});

export const vapidPublicKeyOutputSchema = z.object({ publicKey: z.string() });

export const listSubscriptionsInputSchema = pageInputSchema.extend({
  /** `all`: ended ones too, which stay as history. */
  status: z.enum(['active', 'all']).default('active'),
});
export const listSubscriptionsOutputSchema = z.object({
  subscriptions: z.array(
    z.object({
      id: z.uuid(),
      deviceId: z.uuid(),
      userId: z.uuid().nullable(),
      /** The first 30 and the last 20 characters (WEB-5). */
      endpoint: z.string(),
      userAgent: z.string().nullable(),
      active: z.boolean(),
      createdAt: z.date(),
      lastUsedAt: z.date().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/**
 * A device reports what became of a message. `receipt` is the capability that came inside the encrypted payload:
 * it names one delivery and is signed by the server, so no other credentials are needed.
 */
export const reportReceiptInputSchema = z.object({
  receipt: z.string().min(1).max(300),
  event: z.enum(['received', 'displayed', 'clicked']),
});

/** The payload that the service worker gets (WEB-8), with declarative web push's member for browsers that know it. */
export const webPushPayloadSchema = z.object({
  web_push: z.literal(8030),
  notification: z.object({
    title: z.string(),
    body: z.string().optional(),
    navigate: z.string(),
    tag: z.string().optional(),
    icon: z.string().optional(),
    silent: z.boolean().optional(),
    app_badge: z.string().optional(),
  }),
  title: z.string(),
  body: z.string().optional(),
  icon: z.string().optional(),
  badge: z.string().optional(),
  tag: z.string().optional(),
  image: z.string().optional(),
  silent: z.boolean().optional(),
  actions: z
    .array(z.object({ action: z.string(), title: z.string(), url: z.string().optional() }))
    .optional(),
  data: z.looseObject({ url: z.string(), notification_id: z.string(), receipt: z.string().optional() }),
});
export type WebPushPayload = z.infer<typeof webPushPayloadSchema>;
