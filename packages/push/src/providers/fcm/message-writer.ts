import { expirationOf } from '../apns/headers.ts';
import { createSharedParts } from '../broadcast-parts.ts';
import { type JsonTemplate, jsonTemplate } from '../json-template.ts';
import type { SendRequest } from '../provider.ts';
import {
  FCM_PAYLOAD_MAX_BYTES,
  type FcmRefusal,
  fcmPayloadBytes,
  hasReservedKey,
  messageOf,
  type PayloadSettings,
  serializeMessage,
  ttlOf,
} from './payload.ts';

export type FcmBody =
  /** `now`: Apple is told when a message ends, FCM how long it lives. */
  | { readonly ok: true; readonly bodyAt: (now: Date) => Buffer }
  | { readonly ok: false; readonly reason: FcmRefusal };

/** Gives the bytes of `serializeMessage` for what `fcmMessage` gives, or its refusal. */
export type FcmMessageWriter = (request: SendRequest<'fcm'>) => FcmBody;

type Hole = 'token' | 'receipt' | 'ttl' | 'expiration';

/** What one notification's messages have in common. */
interface Shared {
  readonly hasReservedKey: boolean;
  /** What counts towards the limit, the receipt's own bytes left out. */
  readonly bytesWithoutReceipt: number;
  readonly template: JsonTemplate<Hole>;
}

/** A broadcast sends the same to thousands of devices: it is checked, measured and written to JSON once. */
export function createFcmMessageWriter(settings: PayloadSettings): FcmMessageWriter {
  const sharedOf = createSharedParts((request: SendRequest<'fcm'>) => share(request, settings));

  return (request) => {
    const shared = sharedOf(request);
    if (shared.hasReservedKey) return { ok: false, reason: 'reserved_data_key' };
    const receipt = request.receipt ?? '';
    if (shared.bytesWithoutReceipt + Buffer.byteLength(receipt) > FCM_PAYLOAD_MAX_BYTES)
      return { ok: false, reason: 'too_large' };
    return {
      ok: true,
      bodyAt: (now) => {
        const { token } = request.target;
        const expiration = String(expirationOf(request, now));
        const text = shared.template.fill({ token, receipt, ttl: ttlOf(request), expiration });
        return Buffer.from(text, 'utf8');
      },
    };
  };
}

/** What is shared is of no time. */
const NO_TIME = new Date(0);

function share(request: SendRequest<'fcm'>, settings: PayloadSettings): Shared {
  const hasReceipt = request.receipt !== null;
  const withReceipt = (receipt: string) => ({ ...request, receipt: hasReceipt ? receipt : null });
  return {
    hasReservedKey: hasReservedKey(request.message),
    bytesWithoutReceipt: fcmPayloadBytes(withReceipt(''), settings),
    template: jsonTemplate<Hole>(
      hasReceipt ? ['token', 'receipt', 'ttl', 'expiration'] : ['token', 'ttl', 'expiration'],
      ({ token, receipt, ttl, expiration }) => {
        const message = messageOf(withReceipt(receipt), settings, NO_TIME);
        const { android, apns } = message;
        const ours = {
          ...message,
          token,
          android: { ...android, ttl },
          apns: { ...apns, headers: { ...apns.headers, 'apns-expiration': expiration } },
        };
        return serializeMessage(ours, { validateOnly: false }).toString('utf8');
      },
    ),
  };
}
