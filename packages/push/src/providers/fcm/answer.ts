import { z } from 'zod';
import type { HttpAnswer } from '../transport/http-result.ts';

/** https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode; `APNS_AUTH_ERROR` is what it was called before. */
const FCM_CODES = [
  'UNSPECIFIED_ERROR',
  'INVALID_ARGUMENT',
  'UNREGISTERED',
  'SENDER_ID_MISMATCH',
  'QUOTA_EXCEEDED',
  'UNAVAILABLE',
  'INTERNAL',
  'THIRD_PARTY_AUTH_ERROR',
  'APNS_AUTH_ERROR',
] as const;
export type FcmCode = (typeof FCM_CODES)[number];

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const RPC_STATUSES = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
] as const;
export type RpcStatus = (typeof RPC_STATUSES)[number];

/** What an error of FCM says, reduced to codes; its sentences can repeat what was sent, and end here. */
export interface FcmError {
  readonly status: RpcStatus | null;
  readonly fcmCode: FcmCode | null;
  /** Reason of google.rpc.ErrorInfo (`SERVICE_DISABLED`): upper case, digits and underscores. */
  readonly infoReason: string | null;
  readonly saysTokenInvalid: boolean;
  readonly saysTooLarge: boolean;
  /** What the exceeded quota belongs to; null when no quota is named. */
  readonly quotaOf: 'device' | 'topic' | 'project' | null;
  /** Of google.rpc.RetryInfo. */
  readonly retryDelaySeconds: number | null;
}

const detailSchema = z.object({
  '@type': z.string(),
  errorCode: z.unknown().optional(),
  reason: z.unknown().optional(),
  retryDelay: z.unknown().optional(),
  fieldViolations: z
    .array(z.object({ field: z.string().optional() }))
    .optional()
    .catch(undefined),
  violations: z.array(z.record(z.string(), z.unknown())).optional().catch(undefined),
});
type Detail = z.infer<typeof detailSchema>;

const bodySchema = z.object({
  error: z.object({
    status: z.unknown().optional(),
    message: z.string().optional().catch(undefined),
    details: z.array(z.unknown()).optional().catch(undefined),
  }),
});

/**
 * The documented detail names the field only for values of a wrong type; a token that FCM cannot read is told apart by
 * this sentence alone: https://firebase.google.com/docs/cloud-messaging/error-codes, example 2.
 */
const INVALID_TOKEN = /registration token is not a valid FCM registration token|invalid registration token/i;
const TOO_LARGE = /message is too big|payload is too large|exceeds? the maximum (?:message|payload) size/i;
const TOKEN_FIELD = /^(?:message\.)?token$/;
const INFO_REASON = /^[A-Z][A-Z0-9_]{1,62}$/;
/** The last part of `projects/…/messages/…`. */
const MESSAGE_NAME = /\/messages\/([A-Za-z0-9:%._-]{1,200})$/;
const MAX_RETRY_SECONDS = 24 * 3600;

/** null when there is no error in Google's form: an empty body, or a proxy's page. */
export function parseFcmError(answer: HttpAnswer): FcmError | null {
  const body = bodySchema.safeParse(parseJson(answer.body));
  if (!body.success) return null;
  const { error } = body.data;
  const details = (error.details ?? []).flatMap((entry) => {
    const detail = detailSchema.safeParse(entry);
    return detail.success ? [detail.data] : [];
  });
  const ofType = (name: string) => details.filter((detail) => detail['@type'].endsWith(`/${name}`));
  const violations = ofType('google.rpc.BadRequest').flatMap((detail) => detail.fieldViolations ?? []);
  const message = error.message ?? '';
  return {
    status: knownOf(RPC_STATUSES, error.status),
    fcmCode: knownOf(FCM_CODES, ofType('google.firebase.fcm.v1.FcmError')[0]?.errorCode),
    infoReason: infoReasonOf(ofType('google.rpc.ErrorInfo')[0]),
    saysTokenInvalid:
      violations.some(({ field }) => TOKEN_FIELD.test(field ?? '')) || INVALID_TOKEN.test(message),
    saysTooLarge: TOO_LARGE.test(message),
    quotaOf: quotaOf(ofType('google.rpc.QuotaFailure')),
    retryDelaySeconds: retryDelayOf(ofType('google.rpc.RetryInfo')[0]),
  };
}

/** FCM's id of a message that it took, without the project's name; null when there is none. */
export function messageIdOf(answer: HttpAnswer): string | null {
  const body = parseJson(answer.body);
  // Every message that was taken comes by here, which a schema would cost several times as much.
  if (typeof body !== 'object' || body === null || !('name' in body)) return null;
  return typeof body.name === 'string' ? (MESSAGE_NAME.exec(body.name)?.[1] ?? null) : null;
}

function knownOf<Known extends string>(known: readonly Known[], value: unknown): Known | null {
  return known.find((code) => code === value) ?? null;
}

function infoReasonOf(detail: Detail | undefined): string | null {
  const reason = detail?.reason;
  return typeof reason === 'string' && INFO_REASON.test(reason) ? reason : null;
}

/** `subject`, `quotaId` and `description` name the thing in words, which differ from quota to quota. */
function quotaOf(failures: readonly Detail[]): FcmError['quotaOf'] {
  const violations = failures.flatMap(({ violations }) => violations ?? []);
  if (violations.length === 0) return null;
  const words = violations
    .flatMap(({ subject, quotaId, quotaMetric, description }) => [subject, quotaId, quotaMetric, description])
    .filter((word) => typeof word === 'string')
    .join(' ');
  if (/device|token/i.test(words)) return 'device';
  return /topic/i.test(words) ? 'topic' : 'project';
}

/** A duration in JSON: seconds, with a fraction or without, and an `s`. */
function retryDelayOf(detail: Detail | undefined): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(String(detail?.retryDelay ?? ''));
  return match === null ? null : Math.min(Math.ceil(Number(match[1])), MAX_RETRY_SECONDS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
