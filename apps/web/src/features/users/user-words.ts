import type { Meaning } from '@/components/meaning.tsx';
import { figure } from '@/features/notifications/channel-words.ts';
import type { UserEntry } from '@/wire/wire-types.ts';

/** What the person is called: their name, or the email while they have none. */
export function userName(user: Pick<UserEntry, 'name' | 'email'>): string {
  return user.name === null || user.name === '' ? user.email : user.name;
}

export const ROLE_WORDS = {
  admin: { name: 'Administrator', may: 'Sends to everybody, sees and changes everything' },
  member: { name: 'Member', may: 'Sees own devices only, and sends to those' },
} as const satisfies Record<UserEntry['role'], { readonly name: string; readonly may: string }>;

export function userStatus(user: Pick<UserEntry, 'disabledAt'>): {
  readonly meaning: Meaning;
  readonly word: string;
} {
  return user.disabledAt === null
    ? { meaning: 'working', word: 'Enabled' }
    : { meaning: 'stopped', word: 'Disabled' };
}

/** What a person has, and what goes with them. */
export interface Holdings {
  readonly devices: number;
  readonly sessions: number;
  readonly apiKeys: number;
  readonly topics: number;
}

/** "3 devices, 2 sessions and 1 API key": what deleting somebody takes away, without zeros; null when they have nothing. */
export function holdingsText(holdings: Holdings): string | null {
  const parts = [
    counted(holdings.devices, 'device', 'devices'),
    counted(holdings.sessions, 'session', 'sessions'),
    counted(holdings.apiKeys, 'API key', 'API keys'),
    counted(holdings.topics, 'membership of a topic', 'memberships of topics'),
  ].filter((part) => part !== null);
  const last = parts.pop();
  if (last === undefined) return null;
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${figure(count)} ${count === 1 ? one : many}`;
}

/** Whether what was typed names the person, so that nobody is deleted by a slip: their email, in whatever case. */
export function isConfirmed(typed: string, user: Pick<UserEntry, 'email'>): boolean {
  return typed.trim().toLowerCase() === user.email.toLowerCase();
}
