import { SCOPES, type Scope } from '@carillon/contracts/api-keys';
import type { Meaning } from '@/components/meaning.tsx';
import type { ApiKey } from '@/wire/wire-types.ts';

/** Each scope in two or three words; its whole sentence is the contract's. */
export const SCOPE_NAMES = {
  'notifications:send': 'Send notifications',
  'notifications:read': 'Read notifications',
  'devices:read': 'Read devices',
  'users:read': 'Read users',
  'users:write': 'Set external ids',
  'topics:read': 'Read topics',
  'topics:write': 'Change topics',
  'audit:read': 'Read the audit log',
} as const satisfies Record<Scope, string>;

export const SCOPE_ORDER = Object.keys(SCOPES) as Scope[];

/** "Send notifications, read devices": what a key may do, in the contract's order. */
export function scopesText(scopes: readonly Scope[]): string {
  const names = SCOPE_ORDER.filter((scope) => scopes.includes(scope)).map((scope) => SCOPE_NAMES[scope]);
  return names
    .map((name, index) => (index === 0 ? name : `${name[0]?.toLowerCase()}${name.slice(1)}`))
    .join(', ');
}

export const KEY_STATUS = {
  active: { meaning: 'working', word: 'Active' },
  /** Its maker is not an enabled administrator at present. */
  suspended: { meaning: 'attention', word: 'Suspended' },
  expired: { meaning: 'stopped', word: 'Expired' },
  revoked: { meaning: 'stopped', word: 'Revoked' },
} as const satisfies Record<ApiKey['status'], { readonly meaning: Meaning; readonly word: string }>;
