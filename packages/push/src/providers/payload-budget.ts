import { LIMITS } from '@carillon/contracts/limits';
import type { ProviderName } from '@carillon/contracts/providers';
import type { SendRequest } from './provider.ts';
import { type PayloadSettings, serializePayload, webPushPayload } from './webpush/payload.ts';

/** A message that is not on its way to a device yet. */
export type PayloadDraft = Omit<SendRequest, 'target'>;

/** What one provider takes at most, and how much of it a message needs. */
export interface PayloadBudget {
  readonly provider: ProviderName;
  readonly limitBytes: number;
  /** Bytes of what the provider would be handed, before encryption. Does nothing else. */
  readonly bytesOf: (draft: PayloadDraft) => number;
}

/** The budgets of all providers that limit a message. */
export function createPayloadBudgets(settings: PayloadSettings): readonly PayloadBudget[] {
  return [
    {
      provider: 'webpush',
      limitBytes: LIMITS.webPushPlaintextBytes,
      bytesOf: (draft) => serializePayload(webPushPayload(draft, settings)).length,
    },
  ];
}
