import { apnsPriorityOf, collapseIdOf, expirationOf } from '../apns/headers.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import type { PayloadDraft } from '../provider.ts';
import type { FcmApns } from './message.ts';

/**
 * How Apple's devices that registered through FCM are told: FCM hands headers and `aps` on to APNs as they are.
 * https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export function apnsBlock(draft: PayloadDraft, now: Date): FcmApns {
  const isSilent = draft.message.silent === true;
  return {
    headers: {
      'apns-push-type': isSilent ? 'background' : 'alert',
      'apns-priority': String(apnsPriorityOf(draft)),
      'apns-expiration': String(expirationOf(draft, now)),
      'apns-collapse-id': collapseIdOf(draft),
    },
    payload: { aps: isSilent ? { 'content-available': 1 } : alertOf(draft) },
  };
}

function alertOf({ message, receipt }: PayloadDraft): Readonly<Record<string, unknown>> {
  const { title, subtitle, body, badge, category, image, critical, apns } = message;
  const level = apns?.interruptionLevel ?? (critical === true ? 'time-sensitive' : undefined);
  // Members that are undefined are left out of the JSON.
  return {
    alert: { title, subtitle, body },
    badge,
    sound: soundOf(message, level),
    category,
    'thread-id': apns?.threadId,
    'interruption-level': level,
    'relevance-score': apns?.relevanceScore,
    // Lets the app's notification service extension fetch the image, and report that the message was received.
    'mutable-content': image === undefined && receipt === null ? undefined : 1,
  };
}

/** A critical alert plays through silence and focus, which takes the long form of the sound. */
function soundOf({ sound, soundOff }: OutgoingMessage, level: string | undefined): unknown {
  if (soundOff === true) return undefined;
  return level === 'critical' ? { critical: 1, name: sound ?? 'default', volume: 1 } : sound;
}
