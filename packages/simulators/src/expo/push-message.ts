import { z } from 'zod';

/** The shape that Expo gives its tokens; `ExpoPushToken` is the newer name of the same. */
const TOKEN = /^Expo(?:nent)?PushToken\[[^\]]+\]$/;

/** https://docs.expo.dev/push-notifications/sending-notifications/#message-request-format */
const messageSchema = z.strictObject({
  to: z.union([z.string(), z.array(z.string()).min(1)]),
  data: z.record(z.string(), z.unknown()).optional(),
  title: z.string().optional(),
  subtitle: z.string().optional(),
  body: z.string().optional(),
  sound: z
    .union([
      z.string(),
      z.strictObject({
        critical: z.boolean().optional(),
        name: z.string().nullable().optional(),
        volume: z.number().min(0).max(1).optional(),
      }),
    ])
    .nullable()
    .optional(),
  ttl: z.int().min(0).optional(),
  expiration: z.int().min(0).optional(),
  priority: z.enum(['default', 'normal', 'high']).optional(),
  interruptionLevel: z.enum(['active', 'critical', 'passive', 'time-sensitive']).optional(),
  badge: z.int().min(0).optional(),
  channelId: z.string().optional(),
  icon: z.string().optional(),
  richContent: z.strictObject({ image: z.string().optional() }).optional(),
  categoryId: z.string().optional(),
  mutableContent: z.boolean().optional(),
  collapseId: z.string().max(64).optional(),
  tag: z.string().optional(),
  threadId: z.string().optional(),
  targetContentId: z.string().optional(),
  relevanceScore: z.number().min(0).max(1).optional(),
  filterCriteria: z.string().optional(),
  contentAvailable: z.boolean().optional(),
  _contentAvailable: z.boolean().optional(),
});

/** One message to one token: a message to several is as many. */
export type ExpoMessage = Omit<z.infer<typeof messageSchema>, 'to'> & { to: string };

export type MessagesResult = { ok: true; messages: ExpoMessage[] } | { ok: false; reason: string };

/** Reads the body of a send: one message, or an array of them. */
export function readMessages(body: unknown): MessagesResult {
  const parsed = z
    .array(messageSchema)
    .min(1)
    .safeParse(Array.isArray(body) ? body : [body]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'is not valid'}` };
  }
  const messages = parsed.data.flatMap(({ to, ...message }) =>
    [to].flat().map((token) => ({ ...message, to: token })),
  );
  return { ok: true, messages };
}

export function isExpoToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What Apple or Google would get, about. */
export function payloadBytes({ to: _, ...payload }: ExpoMessage): number {
  return Buffer.byteLength(JSON.stringify(payload), 'utf8');
}
