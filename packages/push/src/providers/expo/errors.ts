import type { Outcome } from '../../dispatch/outcome.ts';
import type { HttpAnswer, HttpFailure } from '../transport/http-result.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';
import { type ExpoFinding, type ExpoRequestError, readRequestError, readTickets } from './answers.ts';

/** Every reason of ours for what Expo says or does. Those of a failing network are the transport's. */
export const EXPO_REASONS = [
  'redirected',
  'server_timeout',
  'server_error',
  'throttled',
  'credentials_refused',
  'not_implemented',
  'client_error',
  'bad_answer',
  'unregistered',
  'too_large',
  'refused',
  'device_throttled',
  'project_credentials',
  'pace_exceeded',
  'pace_unknown',
] as const;
export type ExpoReason = (typeof EXPO_REASONS)[number];

/** How long one device rests after MessageRateExceeded. */
const DEVICE_THROTTLE_SECONDS = 60;
/** How long everything rests after a 429 that does not say: the limit is counted by the second. */
const DEFAULT_THROTTLE_SECONDS = 10;

/** Passing conditions of a request or a proxy, not of the messages: request timeout, misdirected, too early. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 421, 425]);
/** The address is not that of Expo's API: the operator's to mend. */
const WRONG_ADDRESS: ReadonlySet<number> = new Set([404, 405]);

/** What the answer to a request of several messages means. */
export type SendVerdict =
  /** One for each message, in their order. */
  | { readonly kind: 'each'; readonly outcomes: readonly Outcome[] }
  /** The same for all of them. */
  | { readonly kind: 'all'; readonly outcome: Outcome }
  /** About some of them, and not which: they are asked about apart. `outcome` is that of a message that was alone. */
  | { readonly kind: 'some'; readonly outcome: Outcome }
  /** Of several projects, which Expo takes in requests of their own. */
  | {
      readonly kind: 'mixed';
      readonly tokensByProject: ReadonlyMap<string, readonly string[]>;
      readonly outcome: Outcome;
    };

/** What an answer of Expo means for the messages of its request (docs/delivery.md, "Expo"). Every status has a verdict. */
export function verdictOfAnswer(answer: HttpAnswer, messages: number, now: Date): SendVerdict {
  const { status } = answer;
  const facts = (reason: ExpoReason) => ({ reason, providerCode: String(status) });
  if (status < 300) return verdictOfSuccess(answer, messages);
  if (status < 400) return all({ class: 'config', ...facts('redirected') });
  const retryAfterSeconds = parseRetryAfterSeconds(answer.headers['retry-after'], now);
  // A gateway that lost patience: the messages may be on their way behind it.
  if (status === 504) return all({ class: 'ambiguous', ...facts('server_timeout') });
  if (status >= 500) return all({ class: 'transient', ...facts('server_error'), retryAfterSeconds });
  if (status === 429) {
    const waitSeconds = Math.max(retryAfterSeconds ?? DEFAULT_THROTTLE_SECONDS, 1);
    return all({ class: 'throttled', ...facts('throttled'), scope: 'app', retryAfterSeconds: waitSeconds });
  }
  if (status === 401 || status === 403) return all({ class: 'config', ...facts('credentials_refused') });
  if (WRONG_ADDRESS.has(status)) return all({ class: 'config', ...facts('not_implemented') });
  if (PASSING_CLIENT_ERRORS.has(status))
    return all({ class: 'transient', ...facts('client_error'), retryAfterSeconds });
  const error = readRequestError(answer) ?? { code: null, tokensByProject: null };
  return verdictOfRequestError(error, status);
}

/** What it means that no answer came. Once the request was written, its messages may have been taken. */
export function outcomeOfFailure(failure: HttpFailure): Outcome {
  const facts = { reason: failure.reason, providerCode: null };
  if (failure.requestWritten) return { class: 'ambiguous', ...facts };
  return { class: 'transient', ...facts, retryAfterSeconds: null };
}

/**
 * What a ticket or a receipt says of its message. Errors:
 * https://docs.expo.dev/push-notifications/sending-notifications/#individual-errors
 */
export function outcomeOfFinding(finding: ExpoFinding): Outcome {
  if (finding.isOk) return { class: 'accepted', providerMessageId: finding.id };
  const facts = (reason: ExpoReason) => ({ reason, providerCode: codeOf(finding.error) });
  switch (finding.error) {
    case 'DeviceNotRegistered':
      return { class: 'token_invalid', ...facts('unregistered'), invalidSince: null };
    case 'MessageTooBig':
      return { class: 'payload', ...facts('too_large') };
    case 'DeveloperError':
      return { class: 'payload', ...facts('refused') };
    case 'MessageRateExceeded':
      return {
        class: 'throttled',
        ...facts('device_throttled'),
        scope: 'device',
        retryAfterSeconds: DEVICE_THROTTLE_SECONDS,
      };
    case 'MismatchSenderId':
    case 'InvalidCredentials':
      return { class: 'config', ...facts('project_credentials') };
    default:
      return { class: 'transient', ...facts('server_error'), retryAfterSeconds: null };
  }
}

function verdictOfSuccess(answer: HttpAnswer, messages: number): SendVerdict {
  const tickets = readTickets(answer);
  if (tickets !== null && tickets.length === messages)
    return { kind: 'each', outcomes: tickets.map(outcomeOfFinding) };
  const error = tickets === null ? readRequestError(answer) : null;
  if (error !== null) return verdictOfRequestError(error, answer.status);
  // A 2xx whose tickets are missing or cut off: the messages may well be on their way.
  return all({
    class: 'ambiguous',
    reason: 'bad_answer' satisfies ExpoReason,
    providerCode: String(answer.status),
  });
}

function verdictOfRequestError({ code, tokensByProject }: ExpoRequestError, status: number): SendVerdict {
  const known = codeOf(code);
  const providerCode = known === null ? String(status) : `${status} ${known}`;
  if (code === 'UNAUTHORIZED') return all({ class: 'config', reason: 'credentials_refused', providerCode });
  if (code === 'TOO_MANY_REQUESTS') {
    const retryAfterSeconds = DEFAULT_THROTTLE_SECONDS;
    return all({ class: 'throttled', reason: 'throttled', providerCode, scope: 'app', retryAfterSeconds });
  }
  const reason: ExpoReason = status === 413 ? 'too_large' : 'refused';
  const outcome: Outcome = { class: 'payload', reason, providerCode };
  if (code === 'PUSH_TOO_MANY_EXPERIENCE_IDS' && tokensByProject !== null)
    return { kind: 'mixed', tokensByProject, outcome };
  return { kind: 'some', outcome };
}

function all(outcome: Outcome): SendVerdict {
  return { kind: 'all', outcome };
}

/** Only what is evidently a code: free text of an answer can repeat a token. */
function codeOf(text: string | null): string | null {
  return text !== null && /^[A-Za-z_]{1,60}$/.test(text) ? text : null;
}
