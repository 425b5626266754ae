import type { Meaning } from '@/components/meaning.tsx';
import { figure } from '@/features/notifications/channel-words.ts';
import { dayAndTimeText, durationText } from '@/time/relative-time-text.ts';
import type { AgentActivity, Device } from '@/wire/wire-types.ts';

interface AgentState {
  readonly meaning: Meaning;
  readonly word: string;
  /** What that means for messages, in a sentence. */
  readonly reason: string;
}

/**
 * Whether an agent that is not revoked is there (SEC-10). One that is away loses nothing: its messages wait, each until it
 * expires.
 *
 * @param timeZone IANA name for dates in the text; undefined: the browser's own
 */
export function agentState(
  agent: Pick<Device, 'online' | 'lastPollAt'>,
  now: Date,
  timeZone: string | undefined,
): AgentState {
  if (agent.online) {
    return { meaning: 'working', word: 'Online', reason: 'It asked for messages within the last 5 minutes' };
  }
  if (agent.lastPollAt === null) {
    return {
      meaning: 'waiting',
      word: 'Never connected',
      reason: 'Start it with its secret; until then its messages wait',
    };
  }
  const since = dayAndTimeText(new Date(agent.lastPollAt), now, timeZone);
  return {
    meaning: 'attention',
    word: 'Offline',
    reason: `It has not asked for messages since ${since}; they wait for it`,
  };
}

/** "every 12 s", "every 4 min"; what else there is to say before two polls. */
export function pollFrequencyText(secondsBetweenPolls: number | null): string {
  return secondsBetweenPolls === null
    ? 'too few to tell'
    : `every ${durationText(secondsBetweenPolls * 1000)}`;
}

/** "99.2 %", "100 %"; never rounded up to a perfect 100, nor down to a hopeless 0. "none yet" before the first one. */
export function successRateText(rate: number | null): string {
  if (rate === null) return 'none yet';
  if (rate === 0 || rate === 1) return `${rate * 100} %`;
  const percent = Math.min(99.9, Math.max(0.1, Math.round(rate * 1000) / 10));
  return `${percent.toLocaleString('en-GB')} %`;
}

/** "12 processed, 1 failed, 2 not acknowledged". */
export function acknowledgedText({
  messages,
  processed,
  failed,
}: Pick<AgentActivity, 'messages' | 'processed' | 'failed'>): string {
  if (messages === 0 && processed + failed === 0) return 'No messages in the last 24 hours';
  const parts = [`${figure(processed)} processed`, `${figure(failed)} failed`];
  // Acknowledged in this time may be what was sent before it.
  const open = Math.max(0, messages - processed - failed);
  if (open > 0) parts.push(`${figure(open)} not acknowledged`);
  return parts.join(', ');
}
