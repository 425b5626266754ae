import type { Auth } from '@carillon/auth/create-auth';
import type { Notifications } from '@carillon/notifications/notifications';
import type { Registry } from '@carillon/push/devices/registry';
import type { Doctor } from '@carillon/push/doctor/doctor';
import type { Vault } from '@carillon/push/vault/vault';

/**
 * The use cases that procedures call, as the domain packages' factories return them. Each process that hosts the router
 * (API, dashboard) builds one set in its container.
 */
export interface Services {
  readonly auth: Auth;
  readonly devices: Registry;
  readonly notifications: Notifications;
  readonly vault: Vault;
  readonly doctor: Doctor;
}
