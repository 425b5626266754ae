import type { AgentActivity } from '@carillon/contracts/agents';
import type {
  BulkResult,
  DeviceView,
  ListDevicesInput,
  UpdateDeviceInput,
} from '@carillon/contracts/devices';
import type { DeviceId, InstallationId } from '@carillon/contracts/ids';
import type { Actor, AnonymousActor } from './actor.ts';
import { agentActivity } from './agents/agent-activity.ts';
import { type RegisterAgentCall, type RegisteredAgent, registerAgent } from './agents/register-agent.ts';
import { type RotatedSecret, type RotateSecretInput, rotateSecret } from './agents/rotate-secret.ts';
import { bulkRename, type Renaming } from './bulk-rename.ts';
import { bulkRevoke } from './bulk-revoke.ts';
import {
  type InstallationLogout,
  type RegisteredToken,
  type RegisterTokenInput,
  registerDeviceToken,
  revokeDeviceToken,
  revokeTokenOfInstallation,
} from './device-tokens.ts';
import { findDevice } from './find-device.ts';
import { listDevices } from './list-devices.ts';
import {
  type ListSubscriptionsInput,
  listSubscriptions,
  type SubscriptionPage,
} from './list-subscriptions.ts';
import { type PairDeviceCall, pairDevice } from './pair-device.ts';
import { type RegisterDeviceCall, type RegisteredDevice, registerDevice } from './register-device.ts';
import type { RegistryParts } from './registry-parts.ts';
import { type ReplaceTokenInput, replaceToken } from './replace-token.ts';
import { type ResubscribeInput, resubscribe } from './resubscribe.ts';
import { revokeDevice } from './revoke-device.ts';
import { type SubscribeCall, type SubscribedBrowser, subscribe } from './subscribe.ts';
import { type UnsubscribeInput, unsubscribe } from './unsubscribe.ts';
import { updateDevice } from './update-device.ts';

/** The device registry: each use case is described, with its errors, in the file of its name. */
export interface Registry {
  register(actor: Actor, call: RegisterDeviceCall): Promise<RegisteredDevice>;
  pair(actor: Actor, call: PairDeviceCall): Promise<RegisteredDevice>;
  registerAgent(actor: Actor, call: RegisterAgentCall): Promise<RegisteredAgent>;
  rotateSecret(actor: Actor, input: RotateSecretInput): Promise<RotatedSecret>;
  activity(actor: Actor, ref: string): Promise<AgentActivity>;
  list(actor: Actor, input: ListDevicesInput): Promise<{ devices: DeviceView[]; nextCursor: string | null }>;
  find(actor: Actor, ref: string): Promise<DeviceView>;
  update(actor: Actor, input: UpdateDeviceInput): Promise<DeviceView>;
  revoke(actor: Actor, ref: string): Promise<void>;
  bulkRevoke(actor: Actor, ids: readonly string[]): Promise<BulkResult>;
  bulkRename(actor: Actor, names: readonly Renaming[]): Promise<BulkResult>;
  /** REG-12: notes that a device was seen, at most once in 60 s. True when it was written. */
  touch(deviceId: DeviceId): Promise<boolean>;
  replaceToken(actor: Actor, input: ReplaceTokenInput): Promise<void>;
  registerDeviceToken(actor: Actor, input: RegisterTokenInput): Promise<RegisteredToken>;
  revokeDeviceToken(
    actor: Actor,
    input: { readonly deviceId: InstallationId; readonly generation?: number | undefined },
  ): Promise<void>;
  revokeTokenOfInstallation(logout: InstallationLogout): Promise<boolean>;
  subscribe(actor: Actor | AnonymousActor, call: SubscribeCall): Promise<SubscribedBrowser>;
  resubscribe(input: ResubscribeInput): Promise<SubscribedBrowser>;
  unsubscribe(actor: Actor | AnonymousActor, input: UnsubscribeInput): Promise<void>;
  listSubscriptions(actor: Actor, input: ListSubscriptionsInput): Promise<SubscriptionPage>;
  /** WEB-2: the public half alone; makes the pair at first need. */
  vapidPublicKey(): Promise<string>;
}

/** REG-12. */
const TOUCH_INTERVAL_SECONDS = 60;

/** One per process; it keeps no state that another process would miss. */
export function createRegistry(parts: RegistryParts): Registry {
  return {
    register: (actor, call) => registerDevice(parts, actor, call),
    pair: (actor, call) => pairDevice(parts, actor, call),
    registerAgent: (actor, call) => registerAgent(parts, actor, call),
    rotateSecret: (actor, input) => rotateSecret(parts, actor, input),
    activity: (actor, ref) => agentActivity(parts, actor, ref),
    list: (actor, input) => listDevices(parts, actor, input),
    find: (actor, ref) => findDevice(parts, actor, ref),
    update: (actor, input) => updateDevice(parts, actor, input),
    revoke: (actor, ref) => revokeDevice(parts, actor, ref),
    bulkRevoke: (actor, ids) => bulkRevoke(parts, actor, ids),
    bulkRename: (actor, names) => bulkRename(parts, actor, names),
    touch: (deviceId) => parts.store.devices.touchLastSeen(deviceId, TOUCH_INTERVAL_SECONDS),
    replaceToken: (actor, input) => replaceToken(parts, actor, input),
    registerDeviceToken: (actor, input) => registerDeviceToken(parts, actor, input),
    revokeDeviceToken: (actor, input) => revokeDeviceToken(parts, actor, input),
    revokeTokenOfInstallation: (logout) => revokeTokenOfInstallation(parts, logout),
    subscribe: (actor, call) => subscribe(parts, actor, call),
    resubscribe: (input) => resubscribe(parts, input),
    unsubscribe: (actor, input) => unsubscribe(parts, actor, input),
    listSubscriptions: (actor, input) => listSubscriptions(parts, actor, input),
    vapidPublicKey: async () => (await parts.vapid.load()).publicKey,
  };
}
