import type { SendingSwitches } from '@carillon/contracts/installation';
import { type Channel, channelSchema } from '@carillon/contracts/providers';
import type { Actor } from '../devices/actor.ts';
import type { AuditStore, SettingStore } from '../ports.ts';
import { SWITCHES_SETTING, switchesSchema } from './switches.ts';

/** Members that are absent stay as they are. */
export interface SwitchChanges {
  readonly enabled?: boolean | undefined;
  readonly channels?: Readonly<Partial<Record<Channel, boolean | undefined>>> | undefined;
}

/** DIS-9: the switches that turn sending off, as administrators read and set them. Workers honour a change within a second. */
export interface SendingSettings {
  read(): Promise<SendingSwitches>;
  /** Two changes at once are both kept. Each goes to the audit log. */
  update(
    actor: Pick<Actor, 'userId' | 'ipAddress' | 'requestId'>,
    changes: SwitchChanges,
  ): Promise<SendingSwitches>;
}

export interface SendingSettingsParts {
  readonly settings: Pick<SettingStore, 'find' | 'findOrCreate' | 'replace'>;
  readonly audit: AuditStore;
}

export function createSendingSettings({ settings, audit }: SendingSettingsParts): SendingSettings {
  return {
    read: async () => toSwitches((await settings.find(SWITCHES_SETTING)) ?? {}),
    update: async (actor, changes) => {
      const next = await change(settings, changes);
      await audit.record({
        userId: actor.userId,
        action: 'settings.sending_changed',
        targetType: 'installation',
        targetId: SWITCHES_SETTING,
        ipAddress: actor.ipAddress,
        requestId: actor.requestId,
        details: detailsOf(changes),
      });
      return next;
    },
  };
}

/** Again from the value that is stored when another change came in between. */
async function change(
  settings: SendingSettingsParts['settings'],
  { enabled, channels }: SwitchChanges,
): Promise<SendingSwitches> {
  for (;;) {
    const stored = await settings.findOrCreate(SWITCHES_SETTING, {});
    const present = toSwitches(stored);
    const next = toSwitches({
      enabled: enabled ?? present.enabled,
      channels: { ...present.channels, ...withoutUndefined(channels ?? {}) },
    });
    if (await settings.replace(SWITCHES_SETTING, stored, next)) return next;
  }
}

/** What is not named is on. */
function toSwitches(stored: unknown): SendingSwitches {
  const { enabled, channels } = switchesSchema.parse(stored);
  const all = channelSchema.options.map((channel) => [channel, channels[channel] ?? true] as const);
  return { enabled, channels: Object.fromEntries(all) as SendingSwitches['channels'] };
}

function withoutUndefined(
  channels: NonNullable<SwitchChanges['channels']>,
): Partial<Record<Channel, boolean>> {
  return Object.fromEntries(Object.entries(channels).filter(([, isOn]) => isOn !== undefined));
}

/** `on` or `off` for each switch that was named. */
function detailsOf({ enabled, channels = {} }: SwitchChanges): Record<string, string> {
  const named = Object.entries({
    ...(enabled === undefined ? {} : { enabled }),
    ...withoutUndefined(channels),
  });
  return Object.fromEntries(named.map(([name, isOn]) => [name, isOn ? 'on' : 'off']));
}
