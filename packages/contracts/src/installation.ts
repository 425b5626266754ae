import { z } from 'zod';
import { channelSchema } from './providers.ts';
import { timestampSchema } from './timestamp.ts';

/** DIS-9: sending as a whole, and each way of it. */
export const sendingSwitchesSchema = z.object({
  enabled: z.boolean(),
  channels: z.record(channelSchema, z.boolean()),
});
export type SendingSwitches = z.infer<typeof sendingSwitchesSchema>;

export const settingsSchema = z.object({ sending: sendingSwitchesSchema });
/** Members that are absent stay as they are. */
export const updateSettingsInputSchema = z.object({
  sending: z
    .object({
      enabled: z.boolean().optional(),
      channels: z.partialRecord(channelSchema, z.boolean()).optional(),
    })
    .optional(),
});

/** TOK-3: which key how many active tokens are encrypted with. Done when `remaining` is 0. */
export const encryptionStatusSchema = z.object({
  primaryKeyId: z.string(),
  keys: z.array(
    z.object({
      keyId: z.string(),
      /** False: the key ring lacks it, so that the devices behind these tokens wait. */
      available: z.boolean(),
      tokens: z.number().int().min(0),
    }),
  ),
  /** Tokens that are still to be encrypted anew. */
  remaining: z.number().int().min(0),
  running: z.boolean(),
});
export type EncryptionStatus = z.infer<typeof encryptionStatusSchema>;

/** One thing that the doctor looked at. `advice` says what to do; null when all is well. */
export const diagnosisSchema = z.object({
  subject: z.enum(['apns', 'fcm', 'expo', 'webpush', 'vault', 'database', 'clock']),
  check: z.string(),
  status: z.enum(['ok', 'warning', 'failed', 'off']),
  detail: z.string(),
  advice: z.string().nullable(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
export const diagnosesSchema = z.object({ checkedAt: z.date(), diagnoses: z.array(diagnosisSchema) });

/** Outcomes of attempts in intervals, oldest first; intervals without any are left out. */
export const outcomeHistoryInputSchema = z.object({
  from: timestampSchema,
  to: timestampSchema.optional(),
});
export const outcomeHistorySchema = z.object({
  /** Seconds of one interval, chosen so that there are at most 300 of them. */
  intervalSeconds: z.number().int().min(300),
  points: z.array(
    z.object({
      at: z.date(),
      channel: channelSchema,
      /** The class of the outcome: `accepted`, `token_invalid`, `throttled`, … */
      status: z.string(),
      count: z.number().int().min(0),
    }),
  ),
});
export type OutcomeHistory = z.infer<typeof outcomeHistorySchema>;
