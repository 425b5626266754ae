import type { Channel } from '@carillon/contracts/providers';
import { z } from 'zod';
import type { SettingStore } from '../ports.ts';

/** The setting's name in the database. */
export const SWITCHES_SETTING = 'sending';

/** DIS-9: sending as a whole, and each way of it. What is not named is on. */
export const switchesSchema = z.object({
  enabled: z.boolean().default(true),
  channels: z
    .object({
      apns: z.boolean(),
      fcm: z.boolean(),
      expo: z.boolean(),
      webpush: z.boolean(),
      inbox: z.boolean(),
    })
    .partial()
    .default({}),
});
export type Switches = z.infer<typeof switchesSchema>;

/** Which switch stops a channel: the one for everything, its own, or none. */
export type SwitchedOff = 'everything' | 'channel' | null;

/** Reads the switches, at most `maxAgeMs` late: a change is honoured by every worker without a restart. */
export interface SwitchReader {
  offFor(channel: Channel): Promise<SwitchedOff>;
}

export interface SwitchReaderOptions {
  readonly settings: Pick<SettingStore, 'find'>;
  readonly maxAgeMs: number;
  readonly monotonicMs: () => number;
}

export function createSwitchReader({ settings, maxAgeMs, monotonicMs }: SwitchReaderOptions): SwitchReader {
  let known: { readonly switches: Promise<Switches>; readonly atMs: number } | undefined;

  const read = (): Promise<Switches> => {
    if (known === undefined || monotonicMs() - known.atMs >= maxAgeMs) {
      const switches = load(settings);
      known = { switches, atMs: monotonicMs() };
      // A failure is the caller's to see, and the next call's to try again.
      switches.catch(() => {
        known = undefined;
      });
    }
    return known.switches;
  };

  return {
    offFor: async (channel) => {
      const { enabled, channels } = await read();
      if (!enabled) return 'everything';
      return channels[channel] === false ? 'channel' : null;
    },
  };
}

/** Everything on, if nobody ever set it. */
async function load(settings: SwitchReaderOptions['settings']): Promise<Switches> {
  return switchesSchema.parse((await settings.find(SWITCHES_SETTING)) ?? {});
}
