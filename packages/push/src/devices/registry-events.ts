import type { DeviceId, TokenId, UserId } from '@carillon/contracts/ids';
import type { Platform, ProviderName, RevokeReason } from '@carillon/contracts/providers';
import type { Logger } from '@carillon/runtime/logger';
import type { Metrics } from '@carillon/runtime/metrics';

interface DeviceFacts {
  readonly deviceId: DeviceId;
  readonly userId: UserId | null;
}

interface TokenFacts extends DeviceFacts {
  readonly tokenId: TokenId;
  readonly provider: ProviderName;
}

/** What happened in the registry, told after it was committed. Ids and codes only: there is no place for a token. */
export type RegistryEvent =
  | (DeviceFacts & {
      readonly type: 'device_registered';
      readonly platform: Platform;
      readonly anew: boolean;
    })
  | (DeviceFacts & { readonly type: 'device_updated'; readonly platform: Platform })
  | (DeviceFacts & {
      readonly type: 'device_revoked';
      readonly platform: Platform;
      readonly endedSessions: number;
    })
  | (DeviceFacts & { readonly type: 'agent_secret_rotated'; readonly graceSeconds: number })
  | (TokenFacts & { readonly type: 'token_registered' })
  | (TokenFacts & { readonly type: 'token_rotated' })
  | (TokenFacts & { readonly type: 'token_revoked'; readonly reason: RevokeReason });

/** Where the registry tells what happened. Must neither wait nor fail. */
export type RegistryEventSink = (event: RegistryEvent) => void;

const MESSAGES = {
  device_registered: 'device registered',
  device_updated: 'device updated',
  device_revoked: 'device revoked',
  agent_secret_rotated: 'agent secret rotated',
  token_registered: 'push token registered',
  token_rotated: 'push token rotated',
  token_revoked: 'push token revoked',
} as const satisfies Record<RegistryEvent['type'], string>;

/** Writes one line of log an event (OBS-2, TOK-12) and counts devices (OBS-1). */
export function createRegistryJournal(log: Logger, metrics: Metrics): RegistryEventSink {
  return (event) => {
    log.info(toLogMembers(event), MESSAGES[event.type]);
    if (event.type === 'device_registered')
      metrics.count('devices_registered_total', { platform: event.platform });
    if (event.type === 'device_revoked') metrics.count('devices_revoked_total', { platform: event.platform });
  };
}

/** Member names as they stand in every other log line: `token_id`, not `tokenId`. */
function toLogMembers({ type, ...facts }: RegistryEvent): Record<string, unknown> {
  const members = Object.entries(facts).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    value,
  ]);
  return { event: type, ...Object.fromEntries(members) };
}
