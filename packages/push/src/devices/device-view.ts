import type { DeviceView } from '@carillon/contracts/devices';
import type { PushHealth } from '@carillon/contracts/providers';
import type { DeviceWithToken, TokenSummary } from '../ports.ts';
import type { RegistryParts } from './registry-parts.ts';

/** What the health of a token depends on besides its row. */
export interface ViewFacts {
  /** Encryption keys that this process holds. */
  readonly keyIds: readonly string[];
  /** The VAPID pair in use; null while there is none. */
  readonly vapidKeyId: string | null;
}

/** Loads the facts for a page of devices; the VAPID pair is only asked for when a browser is among them. */
export async function loadViewFacts(
  { keyRing, vapid }: Pick<RegistryParts, 'keyRing' | 'vapid'>,
  rows: readonly DeviceWithToken[],
): Promise<ViewFacts> {
  const hasBrowser = rows.some(({ token }) => token?.provider === 'webpush' && token.active);
  return {
    keyIds: keyRing.keyIds,
    vapidKeyId: hasBrowser ? await vapid.currentKeyId() : null,
  };
}

/** A device as answers show it (REG-1): never a token, an endpoint or a key. */
export function toDeviceView(
  { device, token, lastDeliveredAt, online }: DeviceWithToken,
  facts: ViewFacts,
): DeviceView {
  const { installationId, generation: _, ...shown } = device;
  return {
    ...shown,
    deviceId: installationId,
    tags: [...device.tags],
    status: device.revokedAt === null ? 'active' : 'revoked',
    push: token === null ? null : toPushView(token, lastDeliveredAt, facts),
    online,
  };
}

function toPushView(
  token: TokenSummary,
  lastDeliveredAt: Date | null,
  facts: ViewFacts,
): NonNullable<DeviceView['push']> {
  const { provider, environment } = token;
  return { provider, environment, ...healthOf(token, facts), lastDeliveredAt };
}

function healthOf(token: TokenSummary, facts: ViewFacts): { health: PushHealth; reason: string | null } {
  if (!token.active) return healthAfter(token);
  if (token.quarantineReason !== null) return { health: 'quarantined', reason: token.quarantineReason };
  if (token.keyId !== null && !facts.keyIds.includes(token.keyId)) {
    return { health: 'quarantined', reason: 'missing_key' };
  }
  // A push service refuses messages that are signed by another pair than the subscription was made for.
  const isOtherPair = token.vapidKeyId !== null && token.vapidKeyId !== facts.vapidKeyId;
  if (token.provider === 'webpush' && isOtherPair) return { health: 'invalid', reason: 'key_mismatch' };
  return { health: 'ok', reason: null };
}

/** Only what the provider said about the token is a fault, which its own code explains best; the rest was somebody's wish. */
function healthAfter({ revokeReason, lastFailureReason }: TokenSummary): ReturnType<typeof healthOf> {
  const isFault = revokeReason === 'invalid' || revokeReason === 'unreachable';
  if (!isFault) return { health: 'none', reason: revokeReason };
  return { health: revokeReason, reason: lastFailureReason ?? revokeReason };
}
