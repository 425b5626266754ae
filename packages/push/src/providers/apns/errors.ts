import type { Outcome } from '../../dispatch/outcome.ts';
import type { HttpAnswer, HttpFailure } from '../transport/http-result.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';

/** How long a device rests after a 429 that does not say. */
const DEVICE_THROTTLE_SECONDS = 60;
/** Apple wants provider tokens replaced at most once in 20 minutes; nothing else ends the refusal. */
export const TOKEN_UPDATE_THROTTLE_SECONDS = 20 * 60;
/** What Apple asks senders to begin with after an error of its servers. */
const SERVER_ERROR_BACKOFF_SECONDS = 15;

/** Letters only, so that nothing of a device token can pass. */
const REASON = /^[A-Za-z]{1,64}$/;
const MESSAGE_ID = /^[A-Za-z0-9-]{1,64}$/;

type Verdict =
  | { readonly class: 'token_invalid' | 'payload' | 'config' | 'transient'; readonly reason: string }
  | { readonly class: 'throttled'; readonly reason: string; readonly scope: 'device' | 'app' };

const topic: Verdict = { class: 'config', reason: 'topic_refused' };
const credentials: Verdict = { class: 'config', reason: 'credentials_refused' };
const environment: Verdict = { class: 'config', reason: 'environment_refused' };
const refused: Verdict = { class: 'payload', reason: 'refused' };
const server: Verdict = { class: 'transient', reason: 'server_error' };

/**
 * Every reason that Apple documents, and `BadEnvironmentKeyInToken`, which its servers say instead of the documented name.
 * https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
export const APNS_REASONS: Readonly<Record<string, Verdict>> = {
  BadCollapseId: refused,
  BadDeviceToken: { class: 'token_invalid', reason: 'bad_device_token' },
  BadExpirationDate: refused,
  BadMessageId: refused,
  BadPriority: refused,
  BadTopic: topic,
  DeviceTokenNotForTopic: topic,
  DuplicateHeaders: refused,
  // Of a connection, whatever message was on it.
  IdleTimeout: { class: 'transient', reason: 'timeout' },
  InvalidPushType: refused,
  MissingDeviceToken: refused,
  MissingTopic: topic,
  PayloadEmpty: refused,
  TopicDisallowed: topic,
  BadCertificate: credentials,
  BadCertificateEnvironment: environment,
  BadEnvironmentKeyIdInToken: environment,
  BadEnvironmentKeyInToken: environment,
  ExpiredProviderToken: { class: 'config', reason: 'provider_token_expired' },
  Forbidden: credentials,
  InvalidProviderToken: credentials,
  MissingProviderToken: credentials,
  UnrelatedKeyIdInToken: credentials,
  BadPath: refused,
  MethodNotAllowed: refused,
  ExpiredToken: { class: 'token_invalid', reason: 'device_token_expired' },
  Unregistered: { class: 'token_invalid', reason: 'unregistered' },
  PayloadTooLarge: { class: 'payload', reason: 'too_large' },
  TooManyProviderTokenUpdates: { class: 'throttled', reason: 'provider_token_updates', scope: 'app' },
  TooManyRequests: { class: 'throttled', reason: 'throttled', scope: 'device' },
  InternalServerError: server,
  ServiceUnavailable: server,
  Shutdown: server,
};

/** Passing conditions of a request or a proxy, not of the message: request timeout, misdirected, too early. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 421, 425]);

/** Apple's own word for what is wrong; null where there is none, as with all that went well. */
export function apnsReasonOf(answer: HttpAnswer): string | null {
  // Reading the empty body of each message that was taken would cost a tenth of the sending.
  if (answer.status < 400) return null;
  const { reason } = parseBody(answer.body);
  return typeof reason === 'string' && REASON.test(reason) ? reason : null;
}

/** What an answer of APNs means (docs/delivery.md, "APNs"). Every status has a class, whatever its body says. */
export function outcomeOfAnswer(answer: HttpAnswer, now: Date): Outcome {
  const { status } = answer;
  if (status < 300) return { class: 'accepted', providerMessageId: messageIdOf(answer) };
  const said = apnsReasonOf(answer);
  const providerCode = said === null ? String(status) : `${status} ${said}`;
  const verdict = knownVerdict(said) ?? verdictOfStatus(status);
  const facts = { reason: verdict.reason, providerCode };
  const retryAfterSeconds = parseRetryAfterSeconds(answer.headers['retry-after'], now);

  switch (verdict.class) {
    case 'payload':
    case 'config':
      return { class: verdict.class, ...facts };
    case 'token_invalid':
      return { class: 'token_invalid', ...facts, invalidSince: invalidSinceOf(answer, now) };
    case 'transient':
      return {
        class: 'transient',
        ...facts,
        retryAfterSeconds,
        backoffSeconds: SERVER_ERROR_BACKOFF_SECONDS,
      };
    case 'throttled': {
      const usual = verdict.scope === 'app' ? TOKEN_UPDATE_THROTTLE_SECONDS : DEVICE_THROTTLE_SECONDS;
      // A wait of nothing would run into the same answer.
      const waitSeconds = Math.max(retryAfterSeconds ?? usual, 1);
      return { class: 'throttled', ...facts, scope: verdict.scope, retryAfterSeconds: waitSeconds };
    }
  }
}

/** What it means that no answer came. Once the request was written, the message may have been taken. */
export function outcomeOfFailure(failure: HttpFailure): Outcome {
  const facts = { reason: failure.reason, providerCode: null };
  if (failure.requestWritten) return { class: 'ambiguous', ...facts };
  return { class: 'transient', ...facts, retryAfterSeconds: null };
}

function knownVerdict(reason: string | null): Verdict | null {
  return reason !== null && Object.hasOwn(APNS_REASONS, reason) ? (APNS_REASONS[reason] ?? null) : null;
}

/** For reasons that are newer than this table, and for proxies. */
function verdictOfStatus(status: number): Verdict {
  if (status < 400) return { class: 'payload', reason: 'redirected' };
  if (status >= 500) return server;
  if (status === 401 || status === 403) return credentials;
  if (status === 410) return { class: 'token_invalid', reason: 'unregistered' };
  if (status === 413) return { class: 'payload', reason: 'too_large' };
  if (status === 429) return { class: 'throttled', reason: 'throttled', scope: 'device' };
  if (PASSING_CLIENT_ERRORS.has(status)) return { class: 'transient', reason: 'client_error' };
  return refused;
}

/** Since when Apple knows that the token is dead, milliseconds since the epoch in the body of a 410; never in the future. */
function invalidSinceOf(answer: HttpAnswer, now: Date): Date | null {
  const { timestamp } = parseBody(answer.body);
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp) || timestamp <= 0) return null;
  return new Date(Math.min(timestamp, now.getTime()));
}

function parseBody(body: string): { readonly reason?: unknown; readonly timestamp?: unknown } {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function messageIdOf(answer: HttpAnswer): string | null {
  const id = answer.headers['apns-id'];
  return typeof id === 'string' && MESSAGE_ID.test(id) ? id : null;
}
