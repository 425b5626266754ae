import type { Meaning } from '@/components/meaning.tsx';
import { agentState } from '@/features/agents/agent-words.ts';
import { dayAndTimeText, dayText } from '@/time/relative-time-text.ts';
import type { Device } from '@/wire/wire-types.ts';

export interface DeviceStatus {
  readonly meaning: Meaning;
  readonly word: string;
  /** Why, in a sentence that a person understands and can act on. */
  readonly reason: string;
}

type StatusInput = Pick<
  Device,
  'kind' | 'status' | 'platform' | 'push' | 'mutedUntil' | 'revokedAt' | 'online' | 'lastPollAt'
>;

/**
 * A device's state in words. What ended comes before what is broken, what is broken before what is paused.
 *
 * @param timeZone IANA name for dates in the text; undefined: the browser's own
 */
export function deviceStatus(device: StatusInput, now: Date, timeZone: string | undefined): DeviceStatus {
  if (device.status === 'revoked') return revoked(device, now, timeZone);
  if (device.kind === 'agent') {
    const state = agentState(device, now, timeZone);
    return (device.online ? muted(device, now, timeZone) : null) ?? state;
  }
  if (device.push === null || device.push.health === 'none') return withoutToken(device);
  if (device.push.health !== 'ok') return unhealthy(device, device.push);
  const pause = muted(device, now, timeZone);
  if (pause !== null) return pause;
  if (device.push.lastDeliveredAt === null) {
    return { meaning: 'working', word: 'Ready', reason: 'Registered; nothing was sent to it yet' };
  }
  return { meaning: 'working', word: 'Working', reason: 'The push service takes its messages' };
}

function revoked(device: StatusInput, now: Date, timeZone: string | undefined): DeviceStatus {
  const since = device.revokedAt === null ? '' : ` on ${dayText(new Date(device.revokedAt), now, timeZone)}`;
  const what =
    device.kind === 'agent'
      ? 'its secret has ended, and it never comes back'
      : 'it gets nothing unless it registers again';
  return { meaning: 'stopped', word: 'Revoked', reason: `Revoked${since}; ${what}` };
}

function muted(device: StatusInput, now: Date, timeZone: string | undefined): DeviceStatus | null {
  if (device.mutedUntil === null || new Date(device.mutedUntil) <= now) return null;
  const until = dayAndTimeText(new Date(device.mutedUntil), now, timeZone);
  return { meaning: 'waiting', word: 'Muted', reason: `Muted until ${until}; until then it gets nothing` };
}

function withoutToken(device: StatusInput): DeviceStatus {
  const reason = device.push?.reason ?? null;
  const place = device.platform === 'web' ? 'in that browser' : 'there';
  if (reason === 'unsubscribed' || reason === 'logout') {
    return { meaning: 'stopped', word: 'Off', reason: `Notifications were turned off ${place}` };
  }
  if (reason === 'moved') {
    return { meaning: 'stopped', word: 'Off', reason: 'Somebody else signed in on it, and it is theirs now' };
  }
  if (reason === 'stale') {
    return {
      meaning: 'waiting',
      word: 'Ended',
      reason: `Nobody used it for a long time, so its push token was removed; turn notifications on again ${place}`,
    };
  }
  return {
    meaning: 'waiting',
    word: 'No push token',
    reason: `Known, but not reachable until notifications are turned on ${place}`,
  };
}

/** Reason codes of `push.reason`, as the registry gives them. A code that is not listed falls back to its health. */
const UNHEALTHY_REASONS: Readonly<Record<string, string>> = {
  key_mismatch: 'It was registered for another server key; turn notifications off and on again on it',
  missing_key: 'Its token is locked by a key that this server does not have; put that key back',
  undecryptable: 'Its stored token is damaged; turn notifications off and on again on it',
};

function unhealthy(device: StatusInput, push: NonNullable<Device['push']>): DeviceStatus {
  const known = push.reason === null ? undefined : UNHEALTHY_REASONS[push.reason];
  if (push.health === 'quarantined') {
    return { meaning: 'attention', word: 'Paused', reason: known ?? 'Its stored token cannot be read' };
  }
  if (push.health === 'unreachable') {
    return {
      meaning: 'attention',
      word: 'Not reachable',
      reason: known ?? 'Sending failed for a week; open it to register anew',
    };
  }
  const dropped =
    device.platform === 'web'
      ? 'The browser dropped its subscription; turn notifications on again in it'
      : 'The push service says that the app was removed or its token replaced';
  return { meaning: 'attention', word: 'Not reachable', reason: known ?? dropped };
}
