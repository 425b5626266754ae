import { AppError } from '@carillon/contracts/errors';
import type { Diagnosis } from '@carillon/contracts/installation';
import { isLocalContact } from '@carillon/runtime/local-contact';
import { type VapidKeySource, vapidKeyIdOf } from '../../devices/vapid.ts';
import { type Check, ok } from '../../doctor/doctor.ts';
import type { SealedTokens } from '../../ports.ts';
import { vapidSubjectSchema } from './settings.ts';

export interface WebPushCheckParts {
  readonly vapid: Pick<VapidKeySource, 'load'>;
  /** As configured; undefined when the dashboard's address stands in for it. */
  readonly subject: string | undefined;
  readonly dashboardUrl: string;
  readonly testOrigins: readonly string[];
  readonly tokens: Pick<SealedTokens, 'countOfOtherVapidKeys'>;
}

/** Whether browsers can be reached: the VAPID pair, its subject, the dashboard's address. */
export function webPushCheck(parts: WebPushCheckParts): Check {
  return {
    subject: 'webpush',
    run: async () => [
      ...(await checkPair(parts)),
      checkSubject(parts.subject),
      checkDashboard(parts.dashboardUrl),
      ...checkTestOrigins(parts.testOrigins),
    ],
  };
}

async function checkPair({ vapid, tokens }: WebPushCheckParts): Promise<Diagnosis[]> {
  let publicKey: string;
  try {
    publicKey = (await vapid.load()).publicKey;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const advice =
      'Restore the key that the pair is sealed with, or give another pair by VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY.';
    return [{ subject: 'webpush', check: 'VAPID pair', status: 'failed', detail: error.message, advice }];
  }
  const others = await tokens.countOfOtherVapidKeys(vapidKeyIdOf(publicKey));
  if (others === 0) return [ok('webpush', 'VAPID pair', 'It opens, and its halves belong together.')];
  return [
    {
      subject: 'webpush',
      check: 'VAPID pair',
      status: 'warning',
      detail: `${others} browsers subscribed for another VAPID pair and cannot be reached with this one.`,
      advice:
        'They subscribe anew when their people open the dashboard. If the old pair still exists, configure it again.',
    },
  ];
}

function checkSubject(subject: string | undefined): Diagnosis {
  if (subject === undefined) {
    return {
      subject: 'webpush',
      check: 'VAPID subject',
      status: 'warning',
      detail:
        'No contact is configured; push services are given the dashboard’s address, or a made-up one on localhost.',
      advice:
        'Set VAPID_SUBJECT to mailto: with an address that is read. Apple refuses messages with a local one.',
    };
  }
  if (vapidSubjectSchema.safeParse(subject).success && !isLocalContact(subject))
    return ok('webpush', 'VAPID subject', subject);
  return {
    subject: 'webpush',
    check: 'VAPID subject',
    status: 'failed',
    detail: 'The contact is no address that push services accept.',
    advice: 'Set VAPID_SUBJECT to mailto: with a public address, or to an https: address.',
  };
}

function checkDashboard(dashboardUrl: string): Diagnosis {
  const { protocol, hostname } = new URL(dashboardUrl);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  if (protocol === 'https:' || isLocal) return ok('webpush', 'dashboard', dashboardUrl);
  return {
    subject: 'webpush',
    check: 'dashboard',
    status: 'failed',
    detail: `Browsers offer notifications on https pages only, and the dashboard is at ${dashboardUrl}.`,
    advice: 'Put a proxy with TLS in front, and set PUBLIC_WEB_URL to its https address.',
  };
}

function checkTestOrigins(testOrigins: readonly string[]): Diagnosis[] {
  if (testOrigins.length === 0) return [];
  return [
    {
      subject: 'webpush',
      check: 'test origins',
      status: 'warning',
      detail: `The address guard does not apply to ${testOrigins.join(', ')}.`,
      advice: 'Remove WEBPUSH_TEST_ORIGINS when you no longer use the simulators.',
    },
  ];
}
