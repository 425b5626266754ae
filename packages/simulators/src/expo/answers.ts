import type { Answer } from '../exchange.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#individual-errors */
export const EXPO_ERRORS = [
  'DeveloperError',
  'DeviceNotRegistered',
  'ExpoError',
  'InvalidCredentials',
  'MessageRateExceeded',
  'MessageTooBig',
  'MismatchSenderId',
  'ProviderError',
] as const;
export type ExpoError = (typeof EXPO_ERRORS)[number];

/** A ticket, or a receipt without its id. */
export type Finding =
  | { status: 'ok'; id?: string }
  | { status: 'error'; message: string; details: { error: ExpoError; expoPushToken: string } };

export function errorFinding(token: string, error: ExpoError): Finding {
  const message =
    error === 'DeviceNotRegistered'
      ? `"${token}" is not a registered push notification recipient`
      : `The message to "${token}" failed: ${error}`;
  return { status: 'error', message, details: { error, expoPushToken: token } };
}

export function dataAnswer(data: unknown): Answer {
  return json(200, { data });
}

/** An answer about the request as a whole. */
export function errorAnswer(
  status: number,
  error: { code: string; message: string; details?: unknown },
): Answer {
  return json(status, { errors: [{ ...error, isTransient: status === 429 || status >= 500 }] });
}

function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
