import { AUDIT_ACTIONS } from '@carillon/contracts/audit';
import type { Meaning } from '@/components/meaning.tsx';
import type { AuditEvent } from '@/wire/wire-types.ts';

/** What happened, in words; a code of another version speaks for itself. */
export function actionText(action: string): string {
  return Object.hasOwn(AUDIT_ACTIONS, action) ? AUDIT_ACTIONS[action as keyof typeof AUDIT_ACTIONS] : action;
}

/** Somebody was refused, or something was used that should not exist any more. */
const SUSPICIOUS: ReadonlySet<string> = new Set([
  'auth.sign_in_failed',
  'auth.refresh_reused',
  'api_key.refused',
  'device.foreign_access',
  'subscription.foreign_access',
  'pairing.rejected',
]);

/** Something ended. */
const ENDING =
  /\.(?:revoked|sessions?_revoked|signed_out|deleted|disabled|cancelled|removed|members_removed)$/;

/** What kind of news it is, for those who skim. */
export function actionMeaning(action: string): Meaning {
  if (SUSPICIOUS.has(action)) return 'attention';
  return ENDING.test(action) || action === 'user.external_id_removed' ? 'stopped' : 'working';
}

/** The beginnings of codes that can be filtered by, in the order of the menu. */
export const ACTION_GROUPS: ReadonlyArray<{ readonly value: string; readonly label: string }> = [
  { value: '', label: 'Every action' },
  { value: 'auth.', label: 'Sign-in and sessions' },
  { value: 'pairing.', label: 'Pairing' },
  { value: 'api_key.', label: 'API keys' },
  { value: 'device.', label: 'Devices' },
  { value: 'agent.', label: 'Agents' },
  { value: 'subscription.', label: 'Subscriptions' },
  { value: 'notification.', label: 'Notifications' },
  { value: 'topic.', label: 'Topics' },
  { value: 'user.', label: 'Users' },
  { value: 'settings.', label: 'Settings' },
  { value: 'encryption.', label: 'Encryption' },
];

/** The menu's choices, with the one code that is filtered by where it is no group. */
export function actionChoices(action: string): typeof ACTION_GROUPS {
  const isGroup = ACTION_GROUPS.some(({ value }) => value === action);
  return isGroup ? ACTION_GROUPS : [...ACTION_GROUPS, { value: action, label: actionText(action) }];
}

type Target = Pick<AuditEvent, 'targetType' | 'targetId'>;

const TARGET_NAMES: Readonly<Record<string, string>> = {
  user: 'User',
  session: 'Session',
  api_key: 'API key',
  pairing: 'Pairing',
  device: 'Device',
  subscription: 'Subscription',
  notification: 'Notification',
  topic: 'Topic',
  installation: 'Installation',
};

const PATHS: Readonly<Record<string, (id: string) => string>> = {
  user: (id) => `/users/${id}`,
  api_key: () => '/api-keys',
  device: (id) => `/devices/${id}`,
  notification: (id) => `/notifications/${id}`,
  topic: (id) => `/topics/${id}`,
  installation: () => '/settings',
};

/** "Device 0198c2f4", "Topic releases": what it happened to; long ids by their end, which tells them apart. */
export function targetText({ targetType, targetId }: Target): string {
  const name = Object.hasOwn(TARGET_NAMES, targetType) ? TARGET_NAMES[targetType] : targetType;
  if (targetType === 'installation') return name ?? targetType;
  return `${name} ${UUID.test(targetId) ? targetId.slice(-8) : targetId}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where to see it; null for what has no page. */
export function targetHref({ targetType, targetId }: Target): string | null {
  const path = Object.hasOwn(PATHS, targetType) ? PATHS[targetType] : undefined;
  return path === undefined ? null : path(encodeURIComponent(targetId));
}

/** The particulars of an event as name and text, whatever a version put there. */
export function detailFacts(details: AuditEvent['details']): ReadonlyArray<readonly [string, string]> {
  return Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
}
