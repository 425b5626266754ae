import { AppError } from '@carillon/contracts/errors';
import type { UserId } from '@carillon/contracts/ids';
import type { DevicePreferences, Preferences as PreferencesView } from '@carillon/contracts/preferences';
import type { AuditStore } from '@carillon/push/ports';
import type {
  DeviceOfUser,
  DevicePreferenceChanges,
  PreferenceChanges,
  PreferenceStore,
} from './ports-preferences.ts';
import type { SendContext } from './send-context.ts';

export interface PreferencesDependencies {
  readonly store: PreferenceStore;
  readonly audit: AuditStore;
}

/** Which messages people want, when they want none, and whether they want to hear them; devices may differ. */
export interface Preferences {
  find(userId: UserId): Promise<PreferencesView>;
  /** Members that are absent stay as they are. */
  update(userId: UserId, changes: PreferenceChanges): Promise<PreferencesView>;
  /** `device` is one that the caller was let in to see. @throws {AppError} `not_found` when it is gone meanwhile */
  findForDevice(device: DeviceOfUser): Promise<DevicePreferences>;
  /**
   * Only for the owner, whatever the role: how a person is disturbed is the person's own affair.
   *
   * @throws {AppError} `forbidden` for somebody else's device, which goes to the audit log (REG-13); `not_found`
   */
  updateForDevice(
    context: SendContext,
    device: DeviceOfUser,
    changes: DevicePreferenceChanges,
  ): Promise<DevicePreferences>;
}

/** Of those who never said: everything, at any time, with sound. */
const DEFAULT_PREFERENCES: PreferencesView = { categories: null, quietHours: null, sound: true };

export function createPreferences(dependencies: PreferencesDependencies): Preferences {
  const { store } = dependencies;
  return {
    find: async (userId) => (await store.find(userId)) ?? DEFAULT_PREFERENCES,
    update: (userId, { categories, ...changes }) =>
      store.save(userId, { ...changes, categories: categories && [...new Set(categories)] }),
    findForDevice: (device) => findForDevice(store, device),
    updateForDevice: async (context, device, changes) => {
      await requireOwner(dependencies, context, device);
      if (!(await store.saveForDevice(device, changes))) refuseMissing();
      return findForDevice(store, device);
    },
  };
}

async function findForDevice(store: PreferenceStore, device: DeviceOfUser): Promise<DevicePreferences> {
  return (await store.findForDevice(device)) ?? refuseMissing();
}

async function requireOwner(
  { audit }: PreferencesDependencies,
  { sender, requestId, ipAddress }: SendContext,
  device: DeviceOfUser,
): Promise<void> {
  if (device.userId === sender.userId) return;
  await audit.record({
    userId: sender.userId,
    action: 'device.foreign_access',
    targetType: 'device',
    targetId: device.id,
    ipAddress,
    requestId,
    details: {},
  });
  throw new AppError('forbidden', { detail: 'This device belongs to somebody else.' });
}

function refuseMissing(): never {
  throw new AppError('not_found', { detail: 'There is no such device.' });
}
