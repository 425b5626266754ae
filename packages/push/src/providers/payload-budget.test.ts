import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import { describe, expect, it } from 'vitest';
import { apnsMessage } from './apns/payload.ts';
import { expoMessage, isWithinLimit } from './expo/payload.ts';
import { fcmMessage } from './fcm/payload.ts';
import { withoutSound } from './outgoing-message.ts';
import { createPayloadBudgets } from './payload-budget.ts';
import type { PayloadDraft } from './provider.ts';
import { serializePayload, webPushPayload } from './webpush/payload.ts';

const settings = { dashboardUrl: 'https://bells.example', iconUrl: '/icon.png', badgeUrl: null };
const budgets = createPayloadBudgets(settings);

function draftOf(textBytes: number): PayloadDraft {
  return {
    notificationId: '01890a5d-ac96-774b-bcce-b302099a8057' as NotificationId,
    deviceId: '01890a5d-ac96-774b-bcce-b302099a8058' as DeviceId,
    message: { title: 'Grüße', url: '/x', data: { text: 'x'.repeat(textBytes) } },
    priority: 'normal',
    ttlSeconds: 60,
    collapseKey: null,
    receipt: 'x'.repeat(64),
  };
}

/** Whether the provider's own code would send it. */
const FITS: Readonly<Record<string, (draft: PayloadDraft) => boolean>> = {
  webpush: (draft) =>
    serializePayload(webPushPayload(draft, settings)).length <= LIMITS.webPushPlaintextBytes,
  apns: (draft) =>
    apnsMessage(draft, { topic: 'com.example.app', dashboardUrl: settings.dashboardUrl }, new Date()).body
      .length <= 4096,
  fcm: (draft) => fcmMessage({ ...draft, target: { provider: 'fcm', token: 'token' } }, settings).ok,
  expo: (draft) =>
    isWithinLimit(
      expoMessage({ ...draft, target: { provider: 'expo', token: 'ExpoPushToken[x]' } }, settings),
    ),
};

describe('payload budgets', () => {
  it.each(budgets)(
    'DIS-10: $provider is told to the byte what it takes, with sound or without, by what its own messages are made with',
    ({ provider, limitBytes, bytesOf }) => {
      const fits = (draft: PayloadDraft) =>
        [draft, { ...draft, message: withoutSound(draft.message) }].every((one) => FITS[provider]?.(one));
      const room = limitBytes - bytesOf(draftOf(0));
      expect(room).toBeGreaterThan(2_000);
      expect(bytesOf(draftOf(room))).toBe(limitBytes);
      expect(fits(draftOf(room))).toBe(true);
      expect(fits(draftOf(room + 1))).toBe(false);
    },
  );

  it('every provider that a message can go to has one', () => {
    expect(budgets.map(({ provider }) => provider).toSorted()).toEqual(Object.keys(FITS).toSorted());
  });
});
