import { z } from 'zod';
import {
  agentNameSchema,
  deviceRefSchema,
  deviceSchema,
  registerDeviceInputSchema,
  tagsSchema,
} from './devices.ts';
import { notificationIdSchema } from './ids.ts';
import { messageSchema, prioritySchema } from './notifications.ts';
import { timestampSchema } from './timestamp.ts';

/** Limits of agents; seconds where the name says so. Inclusive. */
export const AGENT_LIMITS = {
  pollMessagesDefault: 20,
  pollMessagesMax: 100,
  waitSecondsMax: 30,
  /** How long an agent has to acknowledge what it polled before it comes again. */
  leaseSeconds: 60,
  onlineSeconds: 300,
  graceSecondsDefault: 86_400,
  graceSecondsMax: 604_800,
  signatureAgeSecondsMax: 300,
  referenceLength: 128,
  errorLength: 1024,
} as const;

/**
 * What agents and the server agree on about signatures (RFC 9421, docs/agents.md). The signing key is 32 bytes of
 * HKDF-SHA256 (RFC 5869): the secret's 32 bytes as input, no salt, `keyInfo` as info.
 */
export const AGENT_SIGNATURE = {
  algorithm: 'hmac-sha256',
  tag: 'carillon-agent',
  keyInfo: 'carillon agent signing key v1',
  keyBytes: 32,
  /** All that a signature must cover; `content-digest` may be left out together with the body. */
  components: ['@method', '@authority', '@path', '@query', 'content-digest'],
  nonceLength: 64,
} as const;

const ONE_SHAPE = 'Expected either device_id (a push device) or device_name (an agent), not both';

/** REG-3: how an agent is registered. */
export const registerAgentInputSchema = z.object({
  deviceId: z.never({ error: ONE_SHAPE }).optional(),
  deviceName: agentNameSchema,
  tags: tagsSchema.optional(),
});
export type RegisterAgentInput = z.infer<typeof registerAgentInputSchema>;
/** Both shapes of `POST /devices`: which one it is, is told by the member that it has. */
export const registerAnyDeviceInputSchema = z.union([registerDeviceInputSchema, registerAgentInputSchema]);
/** `secret`: an agent's, 64 lower-case hex characters, in this answer and in no other (SEC-1). */
export const registeredDeviceSchema = deviceSchema.extend({ secret: z.string().optional() });

export const rotateSecretInputSchema = z.object({
  id: deviceRefSchema,
  graceSeconds: z
    .number()
    .int()
    .min(0)
    .max(AGENT_LIMITS.graceSecondsMax)
    .default(AGENT_LIMITS.graceSecondsDefault),
});
/** `previousValidUntil`: null when the old secret ended at once. */
export const rotateSecretOutputSchema = z.object({
  secret: z.string(),
  previousValidUntil: z.date().nullable(),
});

export const pollInputSchema = z.object({
  /** Only what was put into the inbox after this time. */
  since: timestampSchema.optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(AGENT_LIMITS.pollMessagesMax)
    .default(AGENT_LIMITS.pollMessagesDefault),
  /** Seconds to wait for a message if there is none. */
  wait: z.coerce.number().int().min(0).max(AGENT_LIMITS.waitSecondsMax).default(0),
});

/** Names one notification's way to one device; opaque. */
export const deliveryIdSchema = z.string().min(1).max(64);

/** A message as an agent gets it. It comes again after `leasedUntil` unless it was acknowledged. */
export const agentMessageSchema = messageSchema.extend({
  deliveryId: deliveryIdSchema,
  notificationId: notificationIdSchema,
  priority: prioritySchema,
  createdAt: z.date(),
  expiresAt: z.date(),
  leasedUntil: z.date(),
});
export type AgentMessage = z.infer<typeof agentMessageSchema>;

export const pollOutputSchema = z.object({
  messages: z.array(agentMessageSchema),
  count: z.number().int().min(0),
  polledAt: z.date(),
  /** How long the agent should wait before it asks again; 0 when there is more. */
  nextPollSeconds: z.number().int().min(0),
});

export const ackStatusSchema = z.enum(['processed', 'failed']);
export const ackInputSchema = z
  .object({
    deliveryId: deliveryIdSchema,
    status: ackStatusSchema,
    /** The agent's own, such as a job's number. */
    reference: z.string().trim().min(1).max(AGENT_LIMITS.referenceLength).optional(),
    error: z.string().trim().min(1).max(AGENT_LIMITS.errorLength).optional(),
  })
  .refine(({ status, error }) => status !== 'failed' || error !== undefined, {
    path: ['error'],
    message: 'Expected what went wrong, since the status is failed',
  });
export const ackOutputSchema = z.object({
  deliveryId: deliveryIdSchema,
  status: ackStatusSchema,
  acknowledgedAt: z.date(),
});

/** SEC-10, over the last 24 hours. */
export const agentActivitySchema = z.object({
  online: z.boolean(),
  lastPollAt: z.date().nullable(),
  lastAckAt: z.date().nullable(),
  polls: z.number().int().min(0),
  /** Null before two polls. */
  secondsBetweenPolls: z.number().min(0).nullable(),
  messages: z.number().int().min(0),
  processed: z.number().int().min(0),
  failed: z.number().int().min(0),
  /** processed : (processed + failed); null before the first acknowledgement. */
  successRate: z.number().min(0).max(1).nullable(),
  /** Oldest first; hours in which nothing happened are left out. */
  hours: z.array(
    z.object({
      at: z.date(),
      polls: z.number().int(),
      processed: z.number().int(),
      failed: z.number().int(),
    }),
  ),
  /** Until when the secret before the last rotation is accepted; null when there is none. */
  previousSecretValidUntil: z.date().nullable(),
});
export type AgentActivity = z.infer<typeof agentActivitySchema>;
