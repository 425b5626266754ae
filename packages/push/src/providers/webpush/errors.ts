import type { Outcome } from '../../dispatch/outcome.ts';
import type { HttpAnswer, HttpFailure } from '../transport/http-result.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';

/** How long an origin rests after a 429 that does not say. */
const DEFAULT_THROTTLE_SECONDS = 60;
/** Windows cuts off senders that do not slow down: https://learn.microsoft.com/windows/apps/develop/notifications/push-notifications/wns-overview */
const WINDOWS_THROTTLE_SECONDS = 3600;
const WINDOWS_SUFFIX = '.notify.windows.com';

/** Passing conditions of a request or a proxy, not of the message: request timeout, misdirected, too early. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 421, 425]);

/**
 * How push services say that a subscription was made for another VAPID key: Apple (400, `reason`), FCM (403, a
 * sentence), Mozilla autopush (401, a sentence).
 */
const KEY_MISMATCH =
  /VapidPkHashMismatch|do not correspond to the credentials used to create the subscription|VAPID public key mismatch/i;

/** Apple's own code in `{"reason": "…"}`; letters only, so that nothing of the token can pass. */
const APPLE_REASON = /"reason"\s*:\s*"([A-Za-z]{1,40})"/;

/** Message ids that the service gives in a header of their own. `Location` is a capability, and stays out. */
const MESSAGE_ID_HEADERS = ['apns-id', 'x-wns-msg-id'] as const;
const MESSAGE_ID = /^[A-Za-z0-9-]{1,64}$/;

/** What an answer of a push service means (docs/delivery.md, "Web push"). Every status has a class. */
export function outcomeOfAnswer(answer: HttpAnswer, hostname: string, now: Date): Outcome {
  const { status } = answer;
  const retryAfterSeconds = parseRetryAfterSeconds(answer.headers['retry-after'], now);
  const facts = (reason: string) => ({ reason, providerCode: providerCodeOf(answer) });

  if (status < 300) return { class: 'accepted', providerMessageId: messageIdOf(answer) };
  if (status < 400) return { class: 'payload', ...facts('redirected') };
  if (status >= 500) return { class: 'transient', ...facts('server_error'), retryAfterSeconds };
  if (status === 404) return { class: 'token_invalid', ...facts('not_found'), invalidSince: null };
  if (status === 410) return { class: 'token_invalid', ...facts('gone'), invalidSince: null };
  if (isThrottle(status, hostname)) {
    const waitSeconds = retryAfterSeconds ?? defaultThrottleSeconds(hostname);
    // A wait of nothing would let the whole chunk run into the same answer.
    return {
      class: 'throttled',
      ...facts('throttled'),
      scope: 'origin',
      retryAfterSeconds: Math.max(waitSeconds, 1),
    };
  }
  if (KEY_MISMATCH.test(answer.body)) return { class: 'config', ...facts('key_mismatch') };
  if (status === 401 || status === 403) return { class: 'config', ...facts('vapid_refused') };
  if (PASSING_CLIENT_ERRORS.has(status))
    return { class: 'transient', ...facts('client_error'), retryAfterSeconds };
  if (status === 413) return { class: 'payload', ...facts('too_large') };
  return { class: 'payload', ...facts('refused') };
}

/** What it means that no answer came. Once the request was written, the message may have been taken. */
export function outcomeOfFailure(failure: HttpFailure): Outcome {
  const facts = { reason: failure.reason, providerCode: null };
  if (failure.requestWritten) return { class: 'ambiguous', ...facts };
  return { class: 'transient', ...facts, retryAfterSeconds: null };
}

function isThrottle(status: number, hostname: string): boolean {
  return status === 429 || (status === 406 && hostname.endsWith(WINDOWS_SUFFIX));
}

function defaultThrottleSeconds(hostname: string): number {
  return hostname.endsWith(WINDOWS_SUFFIX) ? WINDOWS_THROTTLE_SECONDS : DEFAULT_THROTTLE_SECONDS;
}

/** The status, with Apple's code where there is one. Free text of a service is left out: it can repeat the token. */
function providerCodeOf(answer: HttpAnswer): string {
  const reason = APPLE_REASON.exec(answer.body)?.[1];
  return reason === undefined ? String(answer.status) : `${answer.status} ${reason}`;
}

function messageIdOf(answer: HttpAnswer): string | null {
  for (const name of MESSAGE_ID_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === 'string' && MESSAGE_ID.test(value)) return value;
  }
  return null;
}
