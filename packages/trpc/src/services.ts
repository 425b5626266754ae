import type { AuditLog } from '@carillon/auth/audit-log';
import type { Auth } from '@carillon/auth/create-auth';
import type { Pairings } from '@carillon/auth/pairings';
import type { UserAdministration } from '@carillon/auth/user-administration';
import type { UserDirectory } from '@carillon/auth/user-directory';
import type { Agents } from '@carillon/notifications/agents';
import type { Notifications } from '@carillon/notifications/notifications';
import type { OutcomeStats } from '@carillon/notifications/outcome-history';
import type { Preferences } from '@carillon/notifications/preferences';
import type { Topics } from '@carillon/notifications/topics';
import type { Registry } from '@carillon/push/devices/registry';
import type { SendingSettings } from '@carillon/push/dispatch/sending-settings';
import type { Doctor } from '@carillon/push/doctor/doctor';
import type { Vault } from '@carillon/push/vault/vault';

/**
 * The use cases that procedures call, as the domain packages' factories return them. Each process that hosts the router
 * (API, dashboard) builds one set in its container.
 */
export interface Services {
  readonly auth: Auth;
  readonly audit: AuditLog;
  readonly devices: Registry;
  readonly pairings: Pairings;
  readonly agents: Agents;
  readonly notifications: Notifications;
  readonly preferences: Preferences;
  readonly topics: Topics;
  readonly outcomes: OutcomeStats;
  readonly sending: SendingSettings;
  readonly users: UserDirectory;
  readonly administration: UserAdministration;
  readonly vault: Vault;
  readonly doctor: Doctor;
}
