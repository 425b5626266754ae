import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Diagnosis } from '@carillon/contracts/installation';
import type { ProviderName } from '@carillon/contracts/providers';
import type { OutcomeClass } from '../dispatch/outcome.ts';
import type { Provider, SendRequest, TargetOf } from '../providers/provider.ts';
import { type Check, ok } from './doctor.ts';

/** What a provider says to our credentials: of an attempt's outcome, what it says about them. */
export type CredentialAnswer =
  | { readonly class: 'accepted' }
  | {
      readonly class: Exclude<OutcomeClass, 'accepted'>;
      readonly reason: string;
      readonly providerCode: string | null;
    };

export interface ProviderCheckOptions {
  readonly subject: ProviderName;
  /** What is checked, as a person would say it: `credentials`, `credentials (production)`. */
  readonly check: string;
  /** The settings that are at fault when the provider refuses us. */
  readonly settings: readonly string[];
  /** Asks the provider something that needs credentials and reaches no device. */
  readonly ask: (deadlineMs: number) => Promise<CredentialAnswer>;
}

const DEADLINE_MS = 10_000;

/** Whether a configured provider takes our credentials. */
export function providerCheck({ subject, check, settings, ask }: ProviderCheckOptions): Check {
  return {
    subject,
    run: async () => [judge({ subject, check }, await ask(DEADLINE_MS), settings)],
  };
}

/** A provider without settings: no fault, but said, since people wonder. */
export function offCheck(subject: ProviderName, missingSetting: string): Check {
  const detail = 'Not configured; devices of this provider are told so when they are sent to.';
  return {
    subject,
    run: async () => [
      { subject, check: 'settings', status: 'off', detail, advice: `Set ${missingSetting} to use it.` },
    ],
  };
}

function judge(
  of: Pick<Diagnosis, 'subject' | 'check'>,
  answer: CredentialAnswer,
  settings: readonly string[],
): Diagnosis {
  const code = answer.class !== 'accepted' ? (answer.providerCode ?? answer.reason) : '';
  switch (answer.class) {
    case 'accepted':
    case 'token_invalid':
    case 'payload':
      // It looked at the message, so it let us in.
      return ok(of.subject, of.check, 'The provider takes our credentials.');
    case 'config':
      return {
        ...of,
        status: 'failed',
        detail: `The provider refuses us: ${code}.`,
        advice: `Check ${settings.join(', ')}. Messages wait until their TTL ends, and no token is retired meanwhile.`,
      };
    case 'throttled':
      return {
        ...of,
        status: 'warning',
        detail: `The provider asks us to slow down (${code}), so that it says nothing about our credentials.`,
        advice: 'Run the doctor again later.',
      };
    case 'transient':
    case 'ambiguous':
      return {
        ...of,
        status: 'failed',
        detail: `The provider could not be asked: ${code}.`,
        advice:
          'Check that this machine reaches the provider: name resolution, firewall, proxy, certificates.',
      };
  }
}

/** Sends to a token that no device has, and says what the provider answered. */
export function askBySending<P extends ProviderName>(
  provider: Provider<P>,
  target: TargetOf<P>,
): ProviderCheckOptions['ask'] {
  const request: SendRequest<P> = {
    notificationId: NOBODY as NotificationId,
    deviceId: NOBODY as DeviceId,
    target,
    message: { title: 'Carillon checks its credentials', silent: true },
    priority: 'normal',
    ttlSeconds: 0,
    collapseKey: null,
    receipt: null,
  };
  return (deadlineMs) => provider.send(request, deadlineMs);
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
