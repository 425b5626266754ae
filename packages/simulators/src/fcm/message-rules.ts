import { z } from 'zod';
import { badRequestDetail, fcmDetail, type GoogleError } from './google-errors.ts';
import { SEND_REQUEST } from './message-fields.ts';
import { readProto, type Violation } from './proto-json.ts';

/** https://firebase.google.com/docs/cloud-messaging/concept-options: keys and values of notification and data. */
const MAX_MESSAGE_BYTES = 4096;
const MAX_TTL_SECONDS = 2_419_200;
const MAX_APNS_BYTES = 4096;
const ANALYTICS_LABEL = /^[a-zA-Z0-9-_.~%]{1,50}$/;
const RESERVED_KEY = /^(?:from$|message_type$|google|gcm)/;

const stringsSchema = z.record(z.string(), z.string());
const analyticsSchema = z.object({ analytics_label: z.string().optional() }).optional();

const targetsSchema = z.looseObject({
  token: z.string().optional(),
  topic: z.string().optional(),
  condition: z.string().optional(),
});

/** What the rules look at; the fields' types are checked before. */
const messageSchema = targetsSchema.extend({
  data: stringsSchema.default({}),
  notification: z.looseObject({ image: z.string().optional() }).optional(),
  fcm_options: analyticsSchema,
  android: z
    .looseObject({
      ttl: z.string().optional(),
      collapse_key: z.string().optional(),
      data: stringsSchema.optional(),
      notification: z.looseObject({ image: z.string().optional() }).optional(),
    })
    .optional(),
  apns: z
    .looseObject({ headers: stringsSchema.optional(), payload: z.looseObject({}).optional() })
    .optional(),
});
export type SentMessage = z.infer<typeof messageSchema>;

export type ReadRequest =
  | { ok: true; message: SentMessage; validateOnly: boolean }
  /** `target`: who it was for, as far as it could be read. */
  | { ok: false; target: string; error: GoogleError };

/** Reads the body of `messages:send` as FCM does; what it refuses, it refuses with the field's name. */
export function readSendRequest(json: unknown): ReadRequest {
  const { value, violations } = readProto(SEND_REQUEST, json);
  const parsed = messageSchema.safeParse(value.message ?? {});
  if (violations.length > 0 || !parsed.success)
    return { ok: false, target: targetOfMalformed(value.message), error: malformed(violations) };
  const message = parsed.data;
  const violation = violationOf(message);
  if (violation !== null) return { ok: false, target: targetOf(message), error: refused(violation) };
  return { ok: true, message, validateOnly: value.validate_only === true };
}

/** The registration token, or `topic:…` or `condition:…`. */
export function targetOf({
  token,
  topic,
  condition,
}: Pick<SentMessage, 'token' | 'topic' | 'condition'>): string {
  if (token !== undefined) return token;
  return topic === undefined ? `condition:${condition ?? ''}` : `topic:${topic}`;
}

function targetOfMalformed(message: unknown): string {
  const targets = targetsSchema.safeParse(message);
  return targets.success ? targetOf(targets.data) : 'unreadable';
}

/** The error of a message that is too large for what the target's platform takes; null if it is not. */
export function sizeError(message: SentMessage, platform: 'android' | 'ios'): GoogleError | null {
  const { data, notification, android, apns } = message;
  if (platform === 'ios') {
    const payload = Buffer.byteLength(JSON.stringify({ ...data, ...apns?.payload }));
    return payload > MAX_APNS_BYTES ? tooBig('iOS') : null;
  }
  const bytes = sizeOf(android?.data ?? data) + sizeOf(notification) + sizeOf(android?.notification);
  return bytes > MAX_MESSAGE_BYTES ? tooBig('Android') : null;
}

function violationOf(message: SentMessage): Violation | null {
  const targets = [message.token, message.topic, message.condition].filter((target) => target);
  if (targets.length !== 1)
    return { field: 'message', description: 'Exactly one of token, topic or condition is the recipient' };
  const reserved = Object.keys(message.data).find((key) => RESERVED_KEY.test(key));
  if (reserved !== undefined)
    return { field: 'message.data', description: `Invalid data payload key: ${reserved}` };
  const seconds = Number((message.android?.ttl ?? '0s').slice(0, -1));
  if (seconds < 0 || seconds > MAX_TTL_SECONDS)
    return { field: 'message.android.ttl', description: 'Invalid ttl: must be within 4 weeks' };
  const label = message.fcm_options?.analytics_label;
  if (label !== undefined && !ANALYTICS_LABEL.test(label))
    return { field: 'message.fcm_options.analytics_label', description: 'Invalid analytics label' };
  const image = message.notification?.image;
  if (image !== undefined && !URL.canParse(image))
    return { field: 'message.notification.image', description: 'Invalid image URL' };
  return null;
}

function malformed(violations: readonly Violation[]): GoogleError {
  const message = violations.map(({ description }) => description).join('\n');
  return { status: 'INVALID_ARGUMENT', message, details: [badRequestDetail(violations)] };
}

function refused(violation: Violation): GoogleError {
  const details = [fcmDetail('INVALID_ARGUMENT'), badRequestDetail([violation])];
  return { status: 'INVALID_ARGUMENT', message: violation.description, details };
}

function tooBig(system: string): GoogleError {
  const message = `${system} message is too big`;
  return { status: 'INVALID_ARGUMENT', message, details: [fcmDetail('INVALID_ARGUMENT')] };
}

function sizeOf(part: Readonly<Record<string, unknown>> | undefined): number {
  return Object.entries(part ?? {}).reduce(
    (bytes, [key, value]) => bytes + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
}
