import { LIMITS } from '@carillon/contracts/limits';
import type { ProviderName } from '@carillon/contracts/providers';
import { MAX_PAYLOAD_BYTES as APNS_PAYLOAD_MAX_BYTES, apnsMessage } from './apns/payload.ts';
import { EXPO_PAYLOAD_BYTES, expoMessage, expoPayloadBytes } from './expo/payload.ts';
import { FCM_PAYLOAD_MAX_BYTES, fcmPayloadBytes } from './fcm/payload.ts';
import { withoutSound } from './outgoing-message.ts';
import type { PayloadDraft } from './provider.ts';
import { type PayloadSettings, serializePayload, webPushPayload } from './webpush/payload.ts';

/** What one provider takes at most, and how much of it a message needs. */
export interface PayloadBudget {
  readonly provider: ProviderName;
  readonly limitBytes: number;
  /** Bytes of what the provider would be handed, before encryption. Does nothing else. */
  readonly bytesOf: (draft: PayloadDraft) => number;
}

/** Where something is sent to, and when, is no part of what is counted. */
const NO_TOPIC = '';
const NO_TIME = new Date(0);
const NO_TARGET = { provider: 'expo', token: '' } as const;

/** The budgets of all providers that limit a message, by the very functions that build their payloads. */
export function createPayloadBudgets(settings: PayloadSettings): readonly PayloadBudget[] {
  const { dashboardUrl } = settings;
  const bytesOf = (draft: PayloadDraft): number => serializePayload(webPushPayload(draft, settings)).length;
  return [
    {
      provider: 'webpush',
      limitBytes: LIMITS.webPushPlaintextBytes,
      // Some may want no sound, which takes a few bytes to say here and less everywhere else.
      bytesOf: (draft) =>
        Math.max(bytesOf(draft), bytesOf({ ...draft, message: withoutSound(draft.message) })),
    },
    {
      provider: 'apns',
      limitBytes: APNS_PAYLOAD_MAX_BYTES,
      bytesOf: (draft) => apnsMessage(draft, { topic: NO_TOPIC, dashboardUrl }, NO_TIME).body.length,
    },
    {
      provider: 'fcm',
      limitBytes: FCM_PAYLOAD_MAX_BYTES,
      bytesOf: (draft) => fcmPayloadBytes(draft, { dashboardUrl }),
    },
    {
      provider: 'expo',
      limitBytes: EXPO_PAYLOAD_BYTES,
      bytesOf: (draft) => expoPayloadBytes(expoMessage({ ...draft, target: NO_TARGET }, { dashboardUrl })),
    },
  ];
}
