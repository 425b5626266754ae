import type { AuditRecord } from '../ports.ts';
import type { Actor, AnonymousActor } from './actor.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Tells what somebody did to the registry, once it is committed: log and metrics hear of everything, the audit log of what
 * gives or takes somebody's notifications (OBS-3). What happens to nobody's devices, anonymous subscriptions, is not in it:
 * anybody can bring it about.
 */
export async function announce(
  { publish, audit }: Pick<RegistryParts, 'publish' | 'audit'>,
  actor: Actor | AnonymousActor,
  events: readonly RegistryEvent[],
): Promise<void> {
  for (const event of events) publish(event);
  const userId = actor.kind === 'anonymous' ? null : actor.userId;
  await audit.record(...events.flatMap(toRecords).map((record) => ({ ...record, userId })));
}

function toRecords(event: RegistryEvent): Omit<AuditRecord, 'userId'>[] {
  if (event.userId === null) return [];
  const target = { targetType: 'device', targetId: event.deviceId } as const;
  switch (event.type) {
    case 'device_registered': {
      const details = { platform: event.platform, ...(event.anew && { anew: 'yes' }) };
      return [{ ...target, action: 'device.registered', details }];
    }
    case 'device_revoked': {
      const details = { platform: event.platform, ended_sessions: String(event.endedSessions) };
      return [{ ...target, action: 'device.revoked', details }];
    }
    case 'token_revoked': {
      if (event.reason !== 'moved') return [];
      const details = { user_id: event.userId, token_id: event.tokenId, provider: event.provider };
      return [{ ...target, action: 'device.token_moved', details }];
    }
    case 'device_updated':
    case 'agent_secret_rotated':
    case 'token_registered':
    case 'token_rotated':
      return [];
  }
}
