import type { Diagnosis } from '@carillon/contracts/installation';
import type { Outcome } from '../../dispatch/outcome.ts';
import { type Check, ok } from '../../doctor/doctor.ts';
import { type FcmDependencies, openFcm } from './client.ts';
import { serializeMessage } from './payload.ts';
import type { FcmSettings } from './settings.ts';

/** Nothing is delivered, so that it need not exist. */
const PROBE_TOPIC = 'carillon-credential-check';
const DEADLINE_MS = 10_000;

/** What is configured: null when nothing is, or what is wrong with it. */
export type FcmConfiguration = FcmSettings | { readonly problem: string } | null;

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
    return await sender.post(serializeMessage({ topic: PROBE_TOPIC }, { validateOnly: true }), deadlineMs);
  } finally {
    await sender.close();
  }
}

/** Whether Android's devices can be reached: the service account, its rights, its project. */
export function fcmCheck(configuration: FcmConfiguration, dependencies: FcmDependencies): Check {
  return {
    subject: 'fcm',
    run: async () => {
      if (configuration === null) return [off()];
      if ('problem' in configuration) {
        const advice =
          'Give FCM_SERVICE_ACCOUNT the JSON that the Firebase console makes, or the path of its file.';
        return [failed('service account', `FCM_SERVICE_ACCOUNT: ${configuration.problem}.`, advice)];
      }
      const outcome = await checkFcmCredentials(configuration, { ...dependencies, deadlineMs: DEADLINE_MS });
      if (outcome.class === 'accepted')
        return [ok('fcm', 'credentials', 'FCM takes messages of this account for its project.')];
      return [failed('credentials', detailOf(outcome), ADVICE[outcome.reason] ?? OTHER_ADVICE)];
    },
  };
}

/** By the reason of the outcome. */
const ADVICE: Readonly<Record<string, string>> = {
  credentials_refused:
    'Make a new key for the service account in the Firebase console and give it to FCM_SERVICE_ACCOUNT; also check this machine’s clock.',
  permission_denied:
    'Turn the Firebase Cloud Messaging API (V1) on for the project, and give the account the role «Firebase Cloud Messaging API Admin».',
  project_not_found: 'Check FCM_PROJECT_ID and FCM_BASE_URL, or leave both out.',
  project_unknown: 'Set FCM_PROJECT_ID to the id of the Firebase project.',
};
const OTHER_ADVICE = 'Check that this machine reaches Google, then run the doctor again.';

function detailOf(outcome: Exclude<Outcome, { class: 'accepted' }>): string {
  const code = outcome.providerCode === null ? '' : ` (${outcome.providerCode})`;
  return `FCM did not take a message that was only to be checked: ${outcome.reason}${code}.`;
}

function failed(check: string, detail: string, advice: string): Diagnosis {
  return { subject: 'fcm', check, status: 'failed', detail, advice };
}

function off(): Diagnosis {
  return {
    subject: 'fcm',
    check: 'configured',
    status: 'off',
    detail: 'FCM is not configured; Android apps that register with it get nothing.',
    advice: 'Set FCM_SERVICE_ACCOUNT to reach them.',
  };
}
