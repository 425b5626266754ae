import type { Outcome, ThrottleScope } from '../../dispatch/outcome.ts';
import type { SendPace } from '../../dispatch/send-pace.ts';
import type { Provider, SendRequest } from '../provider.ts';
import { createExpoApi } from './api.ts';
import { expoMessage, isWithinLimit } from './payload.ts';
import { fetchReceipts, type ReceiptsResult } from './receipts.ts';
import { ExpoSender } from './sender.ts';
import { type ExpoSettings, expoSettingsSchema } from './settings.ts';

export interface ExpoDependencies {
  readonly now: () => Date;
  /** The rate that all workers keep together. */
  readonly pace: SendPace;
}

/** Expo says twice what became of a message: a ticket when it takes it, a receipt when it has handed it on. */
export interface ExpoProvider extends Provider<'expo'> {
  /**
   * The receipts of accepted messages, by their `providerMessageId`. Resolves for everything that a network or Expo can
   * do. Expo keeps receipts for a day.
   *
   * @throws {RangeError} for more ids than Expo takes in one request
   */
  fetchReceipts(ticketIds: readonly string[], deadlineMs: number): Promise<ReceiptsResult>;
}

/**
 * Sends by Expo's push service (https://docs.expo.dev/push-notifications/sending-notifications/), which hands messages on
 * to Apple and Google. Messages leave in requests of up to a hundred, gathered from sends that come within moments.
 *
 * @throws {ZodError} if a setting is not valid
 */
export function createExpoProvider(settings: ExpoSettings, { now, pace }: ExpoDependencies): ExpoProvider {
  const { messagesPerSecond, dashboardUrl } = expoSettingsSchema.parse(settings);
  const api = createExpoApi(settings);
  const sender = new ExpoSender({ api, pace, paceScope: gateKey('app'), messagesPerSecond, now });
  return {
    name: 'expo',
    send: async (request, deadlineMs): Promise<Outcome> => {
      const message = expoMessage(request, { dashboardUrl });
      if (!isWithinLimit(message)) return { class: 'payload', reason: 'too_large', providerCode: null };
      return sender.send(message, deadlineMs);
    },
    scopeKey,
    fetchReceipts: (ticketIds, deadlineMs) => fetchReceipts({ api, now }, ticketIds, deadlineMs),
    close: async () => {
      sender.close();
      await api.close();
    },
  };
}

function scopeKey(request: SendRequest<'expo'>, scope: ThrottleScope): string {
  return scope === 'device' ? `expo:device:${request.deviceId}` : gateKey(scope);
}

/** Expo is one host, and which project a token belongs to only Expo knows, so that these three hold everything each. */
function gateKey(scope: Exclude<ThrottleScope, 'device'>): string {
  return `expo:${scope}`;
}
