import type { OutcomeClass } from '../../dispatch/outcome.ts';
import { type FcmDependencies, openFcm } from './client.ts';
import { serializeMessage } from './payload.ts';
import type { FcmSettings } from './settings.ts';

/** Nothing is delivered, so that it need not exist. */
const PROBE_TOPIC = 'carillon-credential-check';

export type FcmCheck =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `config`: the settings or the project are wrong. Otherwise FCM or the network could not say. */
      readonly class: Exclude<OutcomeClass, 'accepted'>;
      /** A code of `packages/notifications/src/reasons.ts`. */
      readonly reason: string;
      readonly providerCode: string | null;
    };

/**
 * Asks FCM to validate a message without sending it (`validate_only`), which needs all that sending does: a key that
 * signs, an account that may send, a project that exists and has the API turned on.
 *
 * @throws {Error} if the service account's key cannot be read
 */
export async function checkFcmCredentials(
  settings: FcmSettings,
  { deadlineMs, ...dependencies }: FcmDependencies & { readonly deadlineMs: number },
): Promise<FcmCheck> {
  const sender = openFcm(settings, dependencies);
  try {
    const body = serializeMessage({ topic: PROBE_TOPIC }, { validateOnly: true });
    const outcome = await sender.post(body, deadlineMs);
    if (outcome.class === 'accepted') return { ok: true };
    const { class: outcomeClass, reason, providerCode } = outcome;
    return { ok: false, class: outcomeClass, reason, providerCode };
  } finally {
    await sender.close();
  }
}
