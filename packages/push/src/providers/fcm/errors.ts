import type { Outcome } from '../../dispatch/outcome.ts';
import type { HttpAnswer, HttpFailure } from '../transport/http-result.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';
import { type FcmCode, type FcmError, messageIdOf, parseFcmError } from './answer.ts';

/** "a minimum initial delay of 1 minute": https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
const DEFAULT_THROTTLE_SECONDS = 60;
/** What Google asks to begin with when it fails: https://firebase.google.com/docs/cloud-messaging/scale-fcm */
const FIRST_BACKOFF_SECONDS = 10;

const NO_ERROR: FcmError = {
  status: null,
  fcmCode: null,
  infoReason: null,
  saysTokenInvalid: false,
  saysTooLarge: false,
  quotaOf: null,
  retryDelaySeconds: null,
};

/** What a rule looks at. */
interface Refusal {
  readonly error: FcmError;
  readonly facts: (reason: string) => { readonly reason: string; readonly providerCode: string };
  /** What FCM asked for; null when it did not say. */
  readonly retryAfterSeconds: number | null;
}

/** What an answer of FCM means (docs/delivery.md, "FCM"). Every answer has a class. */
export function outcomeOfAnswer(answer: HttpAnswer, now: Date): Outcome {
  const { status } = answer;
  if (status < 300) return { class: 'accepted', providerMessageId: messageIdOf(answer) };
  const error = parseFcmError(answer) ?? NO_ERROR;
  const providerCode = providerCodeOf(status, error);
  const refusal: Refusal = {
    error,
    facts: (reason) => ({ reason, providerCode }),
    retryAfterSeconds: parseRetryAfterSeconds(answer.headers['retry-after'], now) ?? error.retryDelaySeconds,
  };
  return outcomeOfCode(error.fcmCode, refusal) ?? outcomeOfStatus(status, refusal);
}

/** 401 that a new access token can mend; an error of another party's credentials cannot be. */
export function isUnauthenticated(answer: HttpAnswer): boolean {
  if (answer.status !== 401) return false;
  const code = parseFcmError(answer)?.fcmCode ?? null;
  return code === null || code === 'UNSPECIFIED_ERROR';
}

/** What it means that no answer came. Once the request was written, the message may have been taken. */
export function outcomeOfFailure(failure: HttpFailure): Outcome {
  const facts = { reason: failure.reason, providerCode: null };
  if (failure.requestWritten) return { class: 'ambiguous', ...facts };
  return { class: 'transient', ...facts, retryAfterSeconds: null };
}

/** FCM's own code decides where there is one. Exhaustive by type. */
function outcomeOfCode(code: FcmCode | null, refusal: Refusal): Outcome | null {
  const { facts } = refusal;
  switch (code) {
    case null:
    case 'UNSPECIFIED_ERROR':
      return null;
    case 'UNREGISTERED':
      return { class: 'token_invalid', ...facts('unregistered'), invalidSince: null };
    case 'SENDER_ID_MISMATCH':
      return { class: 'token_invalid', ...facts('sender_id_mismatch'), invalidSince: null };
    case 'THIRD_PARTY_AUTH_ERROR':
    case 'APNS_AUTH_ERROR':
      return { class: 'config', ...facts('third_party_auth') };
    case 'INVALID_ARGUMENT':
      return invalidArgument(refusal);
    case 'QUOTA_EXCEEDED':
      return throttled(refusal);
    case 'INTERNAL':
    case 'UNAVAILABLE':
      return passing(refusal, 'server_error');
  }
}

/** Without a code of FCM's own, it was Google's front end, a proxy or the project that refused. */
function outcomeOfStatus(status: number, refusal: Refusal): Outcome {
  const { facts } = refusal;
  if (status < 400) return { class: 'config', ...facts('redirected') };
  switch (status) {
    case 400:
      if (refusal.error.status === 'FAILED_PRECONDITION')
        return { class: 'config', ...facts('failed_precondition') };
      return invalidArgument(refusal);
    case 401:
      return { class: 'config', ...facts('credentials_refused') };
    case 403:
      return { class: 'config', ...facts('permission_denied') };
    case 404:
      return { class: 'config', ...facts('project_not_found') };
    case 413:
      return { class: 'payload', ...facts('too_large') };
    case 429:
      return throttled(refusal);
    case 501:
      return { class: 'config', ...facts('not_implemented') };
    // It gave up waiting for itself, so the message may have been taken.
    case 504:
      return { class: 'ambiguous', ...facts('server_timeout') };
    // Passing conditions of a request or a proxy: timed out, aborted, misdirected, too early, cancelled.
    case 408:
    case 409:
    case 421:
    case 425:
    case 499:
      return passing(refusal, 'client_error');
    default:
      return status >= 500 ? passing(refusal, 'server_error') : { class: 'payload', ...facts('refused') };
  }
}

function invalidArgument({ error, facts }: Refusal): Outcome {
  if (error.saysTokenInvalid)
    return { class: 'token_invalid', ...facts('invalid_token'), invalidSince: null };
  return { class: 'payload', ...facts(error.saysTooLarge ? 'too_large' : 'invalid_argument') };
}

/** A topic's quota is the project's here: messages go to devices, and never to topics of FCM. */
function throttled({ error, facts, retryAfterSeconds }: Refusal): Outcome {
  return {
    class: 'throttled',
    ...facts('throttled'),
    scope: error.quotaOf === 'device' ? 'device' : 'app',
    // A wait of nothing would let the whole chunk run into the same answer.
    retryAfterSeconds: Math.max(retryAfterSeconds ?? DEFAULT_THROTTLE_SECONDS, 1),
  };
}

function passing({ facts, retryAfterSeconds }: Refusal, reason: string): Outcome {
  const first = retryAfterSeconds === null ? { backoffSeconds: FIRST_BACKOFF_SECONDS } : {};
  return { class: 'transient', ...facts(reason), retryAfterSeconds, ...first };
}

/** `404 UNREGISTERED`: the status, and the most telling code. Sentences are left out: they can repeat the token. */
function providerCodeOf(status: number, { fcmCode, infoReason, status: rpcStatus }: FcmError): string {
  const code = fcmCode ?? infoReason ?? rpcStatus;
  return code === null ? String(status) : `${status} ${code}`;
}
