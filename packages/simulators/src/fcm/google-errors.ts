import type { Answer } from '../exchange.ts';

/** HTTP statuses of google.rpc.Code, as far as FCM gives them. */
const HTTP_STATUSES = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

type Detail = { '@type': string } & Readonly<Record<string, unknown>>;

export type GoogleError = {
  status: keyof typeof HTTP_STATUSES;
  message: string;
  details?: readonly Detail[];
  /** Without it the status's own: FCM gives 401 for credentials that Apple refuses. */
  code?: number;
};

/** https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
export type FcmErrorCode =
  | 'INVALID_ARGUMENT'
  | 'UNREGISTERED'
  | 'SENDER_ID_MISMATCH'
  | 'QUOTA_EXCEEDED'
  | 'UNAVAILABLE'
  | 'INTERNAL'
  | 'THIRD_PARTY_AUTH_ERROR';

export function fcmDetail(errorCode: FcmErrorCode): Detail {
  return { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode };
}

export function badRequestDetail(fieldViolations: readonly { field: string; description: string }[]): Detail {
  return { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations };
}

export function errorInfoDetail(reason: string): Detail {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'fcm.googleapis.com' },
  };
}

/** `subject`: `project:…`, `device:…` or `topic:…`. */
export function quotaDetail(subject: string, description: string): Detail {
  return { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ subject, description }] };
}

/** An error in the form that all of Google's JSON interfaces give (https://google.aip.dev/193). */
export function errorAnswer({ status, message, details, code }: GoogleError): Answer {
  const httpStatus = code ?? HTTP_STATUSES[status];
  return jsonAnswer(httpStatus, {
    error: { code: httpStatus, message, status, ...(details === undefined ? {} : { details }) },
  });
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(body),
  };
}
