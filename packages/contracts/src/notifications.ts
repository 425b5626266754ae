import { z } from 'zod';
import { deviceRefSchema, tagSchema } from './devices.ts';
import { deviceIdSchema, externalIdSchema, notificationIdSchema, userIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { pageInputSchema } from './pagination.ts';
import { channelSchema, platformSchema } from './providers.ts';
import { timestampSchema } from './timestamp.ts';
import { topicNameSchema } from './topics.ts';

const OWN_ORIGIN = 'https://own.invalid';

/**
 * A click URL: an http(s) address, or a path of the dashboard. Judged by the parser that browsers use, which drops tabs and
 * line breaks and takes a backslash for a slash, so that `/\t/evil.example` is not mistaken for a path (T-10).
 */
export const clickUrlSchema = z
  .string()
  .max(2048)
  .refine((value) => isOwnPath(value) || isHttpUrl(value), {
    message: 'Expected an http(s) address without user name, or a path that starts with one slash',
  });

function isOwnPath(value: string): boolean {
  return value.startsWith('/') && URL.parse(value, OWN_ORIGIN)?.origin === OWN_ORIGIN;
}

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || url.protocol === 'http:';
}

const imageUrlSchema = clickUrlSchema;

export const actionSchema = z.object({
  action: z.string().trim().min(1).max(64),
  title: z.string().trim().min(1).max(64),
  url: clickUrlSchema.optional(),
});

/** What Apple's devices know and others do not. https://developer.apple.com/documentation/usernotifications */
export const apnsOptionsSchema = z.object({
  /** Groups notifications in the list; those of one thread do not replace each other, as a `tag`'s do. */
  threadId: z.string().trim().min(1).max(64).optional(),
  /** `critical` needs an entitlement from Apple; without this member, `critical: true` is `time-sensitive`. */
  interruptionLevel: z.enum(['passive', 'active', 'time-sensitive', 'critical']).optional(),
  /** Where the notification stands in a summary, 0 to 1. */
  relevanceScore: z.number().min(0).max(1).optional(),
});

/** What FCM knows and others do not. https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages */
export const fcmOptionsSchema = z.object({
  /** The Android notification channel; the app's manifest names the default. */
  channelId: z.string().trim().min(1).max(100).optional(),
  /** Under which Firebase's own reports count it. */
  analyticsLabel: z
    .string()
    .regex(/^[a-zA-Z0-9-_.~%]{1,50}$/, { message: 'Expected 1 to 50 of letters, digits and -_.~%' })
    .optional(),
});

/** What a person sees, independent of any provider. Each provider's payload.ts turns it into its own format. */
export const messageSchema = z.object({
  title: z.string().trim().min(1).max(LIMITS.titleLength),
  body: z.string().max(LIMITS.bodyLength).optional(),
  subtitle: z.string().max(LIMITS.titleLength).optional(),
  icon: imageUrlSchema.optional(),
  badge: z.number().int().min(0).max(99_999).optional(),
  image: imageUrlSchema.optional(),
  sound: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  url: clickUrlSchema.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  actions: z.array(actionSchema).max(4).optional(),
  category: z.string().trim().min(1).max(64).optional(),
  critical: z.boolean().optional(),
  /** Nothing is shown: the app or the service worker gets `data` in the background, where the platform allows it. */
  silent: z.boolean().optional(),
  apns: apnsOptionsSchema.optional(),
  fcm: fcmOptionsSchema.optional(),
});
export type Message = z.infer<typeof messageSchema>;

export const prioritySchema = z.enum(['normal', 'high']);
export type Priority = z.infer<typeof prioritySchema>;

/** How long and how urgently a message is worth delivering. */
export const deliveryOptionsSchema = z.object({
  priority: prioritySchema.default('normal'),
  ttlSeconds: z.number().int().min(0).max(LIMITS.ttlSecondsMax).default(LIMITS.ttlSecondsDefault),
  /** RFC 8030's Topic and APNs' collapse id take at most 32 and 64 characters; longer keys are hashed by the provider. */
  collapseKey: z.string().trim().min(1).max(64).optional(),
});

/** Who gets it. Exactly one member. */
export const audienceSchema = z
  .object({
    userIds: z.array(userIdSchema).min(1).max(1000).optional(),
    /** Users by their ids in the integrator's own system. */
    externalIds: z.array(externalIdSchema).min(1).max(1000).optional(),
    deviceIds: z.array(deviceIdSchema).min(1).max(1000).optional(),
    /** The members of a topic, by its name. */
    topic: topicNameSchema.optional(),
    /** Devices that have at least one of the tags. */
    tags: z.array(tagSchema).min(1).max(20).optional(),
    broadcast: z.literal(true).optional(),
  })
  .refine((audience) => Object.values(audience).filter((member) => member !== undefined).length === 1, {
    message: 'Expected exactly one of user_ids, external_ids, device_ids, topic, tags, broadcast',
  });
export type Audience = z.infer<typeof audienceSchema>;

export const sendNotificationInputSchema = messageSchema.extend({
  ...deliveryOptionsSchema.shape,
  audience: audienceSchema,
  /** When to send it, at most a year ahead; its life begins then. A time that is past means at once. */
  sendAt: timestampSchema.optional(),
  /** DIS-11. REST callers use the header Idempotency-Key, which wins over this member. */
  idempotencyKey: z.string().min(1).max(255).optional(),
});
export type SendNotificationInput = z.infer<typeof sendNotificationInputSchema>;

export const deliveryStateSchema = z.enum([
  'pending',
  'sending',
  'accepted',
  'failed',
  'expired',
  'suppressed',
  'cancelled',
  'received',
  'displayed',
  'clicked',
]);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const notificationStatusSchema = z.enum(['scheduled', 'expanding', 'sending', 'done', 'cancelled']);
export type NotificationStatus = z.infer<typeof notificationStatusSchema>;

export const sendOutputSchema = z.object({ id: notificationIdSchema, status: notificationStatusSchema });
/** Texts of a test; made up when absent. */
export const ownTestInputSchema = z.object({
  title: z.string().trim().min(1).max(LIMITS.titleLength).optional(),
  body: z.string().max(LIMITS.bodyLength).optional(),
});
export const testSendOutputSchema = z.object({ notificationId: notificationIdSchema });

/** Deliveries by state; every state is present, zeros too. `total` is their sum. */
export const deliveryCountsSchema = z
  .record(deliveryStateSchema, z.number().int().min(0))
  .and(z.object({ total: z.number().int().min(0) }));

export const notificationSchema = z.object({
  id: notificationIdSchema,
  title: z.string(),
  body: z.string().nullable(),
  kind: z.enum(['test', 'message']),
  status: notificationStatusSchema,
  priority: prioritySchema,
  ttlSeconds: z.number().int(),
  collapseKey: z.string().nullable(),
  url: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
  createdById: userIdSchema.nullable(),
  /** Null: it was sent at once. */
  sendAt: z.date().nullable(),
  cancelledAt: z.date().nullable(),
  counts: deliveryCountsSchema,
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** One notification, with its counts by the way that they go: only ways that have a delivery are listed. */
export const notificationDetailSchema = notificationSchema.extend({
  channels: z.array(z.object({ channel: channelSchema, counts: deliveryCountsSchema })),
});
export type NotificationDetail = z.infer<typeof notificationDetailSchema>;

/** `cancelled`: devices that do not get it any more; `alreadySent`: those whose attempt was under way or over. */
export const cancelOutputSchema = z.object({
  cancelled: z.number().int().min(0),
  alreadySent: z.number().int().min(0),
});

/** How many devices an audience has now, by the way to them. */
export const estimateInputSchema = z.object({ audience: audienceSchema });
export const estimateOutputSchema = z.object({
  devices: z.number().int().min(0),
  channels: z.array(z.object({ channel: channelSchema, devices: z.number().int().min(0) })),
});

export const listNotificationsInputSchema = pageInputSchema.extend({
  /** Only notifications that went to this device. */
  deviceId: deviceIdSchema.optional(),
});
export const listNotificationsOutputSchema = z.object({
  notifications: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
});

/** One step of the trace, in order. `reason` is a stable code, `detail` says it in words for a person. */
export const deliveryEventSchema = z.object({
  at: z.date(),
  kind: z.enum([
    'queued',
    'attempt',
    'accepted',
    'retry',
    'failed',
    'expired',
    'suppressed',
    'cancelled',
    'received',
    'displayed',
    'clicked',
    'token_retired',
    'receipt',
  ]),
  attempt: z.number().int().nullable(),
  reason: z.string().nullable(),
  detail: z.string(),
  durationMs: z.number().nullable(),
});
export type DeliveryEventView = z.infer<typeof deliveryEventSchema>;

export const deliverySchema = z.object({
  notificationId: notificationIdSchema,
  deviceId: deviceIdSchema,
  deviceName: z.string(),
  /** For devices without a name, so that they can be told apart. */
  deviceModel: z.string().nullable(),
  deviceUserAgent: z.string().nullable(),
  platform: platformSchema,
  userId: userIdSchema.nullable(),
  channel: channelSchema,
  state: deliveryStateSchema,
  reason: z.string().nullable(),
  attempts: z.number().int(),
  nextAttemptAt: z.date().nullable(),
  providerMessageId: z.string().nullable(),
  errorCode: z.string().nullable(),
  createdAt: z.date(),
  acceptedAt: z.date().nullable(),
  displayedAt: z.date().nullable(),
  clickedAt: z.date().nullable(),
  /** What became of it, and why, in words for a person. */
  explanation: z.string(),
  events: z.array(deliveryEventSchema),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const notificationRefInputSchema = z.object({ id: notificationIdSchema });
export const listDeliveriesInputSchema = pageInputSchema.extend({
  id: notificationIdSchema,
  /** Only what became of it on this device. */
  deviceId: deviceIdSchema.optional(),
  /** Only deliveries in this state. */
  state: deliveryStateSchema.optional(),
  /** Looks through name, model, platform and user agent of the device; case does not matter. */
  search: z.string().trim().max(100).optional(),
});
export const listDeliveriesOutputSchema = z.object({
  deliveries: z.array(deliverySchema),
  nextCursor: z.string().nullable(),
});

/** What became of the last notifications on one device, newest first. */
export const listDeviceDeliveriesInputSchema = pageInputSchema.extend({ id: deviceRefSchema });
export const deviceDeliverySchema = deliverySchema.extend({
  /** The notification's. */
  title: z.string(),
});
export type DeviceDeliveryView = z.infer<typeof deviceDeliverySchema>;
export const listDeviceDeliveriesOutputSchema = z.object({
  deliveries: z.array(deviceDeliverySchema),
  nextCursor: z.string().nullable(),
});
