import type { Outcome } from '../../dispatch/outcome.ts';
import { type FcmDependencies, openFcm } from './client.ts';
import { serializeMessage } from './payload.ts';
import type { FcmSettings } from './settings.ts';

/** Nothing is delivered, so that it need not exist. */
const PROBE_TOPIC = 'carillon-credential-check';

/**
 * Asks FCM to validate a message without sending it (`validate_only`), which needs all that sending does: a key that
 * signs, an account that may send, a project that exists and has the interface turned on. `accepted` means that all is well.
 *
 * @throws {Error} if the service account's key cannot be read
 */
export async function checkFcmCredentials(
  settings: FcmSettings,
  { deadlineMs, ...dependencies }: FcmDependencies & { readonly deadlineMs: number },
): Promise<Outcome> {
  const sender = openFcm(settings, dependencies);
  try {
    const body = serializeMessage({ topic: PROBE_TOPIC }, { validateOnly: true });
    return await sender.post(() => body, deadlineMs);
  } finally {
    await sender.close();
  }
}
