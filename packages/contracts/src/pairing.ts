import { z } from 'zod';
import { tokenPairSchema } from './accounts.ts';
import { deviceSchema } from './devices.ts';
import { installationIdSchema, pairingIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { pushPlatformSchema } from './providers.ts';

/** How long a code can be used. */
export const PAIRING_SECONDS = 300;

/** AUTH-4: what an app says of itself, for the person who decides. */
export const createPairingInputSchema = z.object({
  deviceId: installationIdSchema,
  platform: pushPlatformSchema,
  name: z.string().trim().max(LIMITS.deviceNameLength).optional(),
  model: z.string().trim().max(LIMITS.deviceMetadataLength).optional(),
});
/** `code` is for the person, `verifier` for the app alone: who has the one cannot do anything without the other. */
export const createPairingOutputSchema = z.object({
  id: pairingIdSchema,
  /** Six digits. */
  code: z.string(),
  verifier: z.string(),
  /** Seconds. */
  expiresIn: z.number().int(),
});

const codeSchema = z
  .string()
  .transform((code) => code.replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, { message: 'Expected the six digits that the app shows' }));
export const pairingCodeInputSchema = z.object({ code: codeSchema });

/** What is asked for, as the person who has the code sees it before they decide. */
export const pairingRequestSchema = z.object({
  id: pairingIdSchema,
  deviceId: z.string(),
  platform: pushPlatformSchema,
  name: z.string(),
  model: z.string().nullable(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type PairingRequest = z.infer<typeof pairingRequestSchema>;

const verifierSchema = z.string().min(1).max(256);
export const pairingVerifierInputSchema = z.object({ id: pairingIdSchema, verifier: verifierSchema });
export const pairingStatusSchema = z.object({
  id: pairingIdSchema,
  status: z.enum(['pending', 'approved', 'rejected', 'expired', 'exchanged']),
  expiresAt: z.date(),
});
/** Tokens as after signing in, and the device that was registered with the approval. */
export const exchangePairingOutputSchema = tokenPairSchema.extend({ device: deviceSchema });
