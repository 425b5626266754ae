import type { SendNotificationInput } from '@carillon/contracts/notifications';
import { z } from 'zod';

const attemptSchema = z.object({ key: z.string(), content: z.string() });
/** The last time that a composition was handed to the server: its idempotency key, and what was handed over. */
export type Attempt = z.infer<typeof attemptSchema>;

/**
 * The key for sending `input` (DIS-11): the last one as long as nothing was changed, so that a second click, or another
 * try after an answer that got lost, sends once; a new one for other content, which the server would refuse under the
 * old key.
 */
export function attemptFor(
  last: Attempt | null,
  input: SendNotificationInput,
  createKey: () => string,
): Attempt {
  const content = JSON.stringify(input);
  return last?.content === content ? last : { key: createKey(), content };
}

/** A kept attempt; null for what is none. */
export function readAttempt(stored: string | null): Attempt | null {
  if (stored === null) return null;
  try {
    return attemptSchema.safeParse(JSON.parse(stored)).data ?? null;
  } catch {
    return null;
  }
}
