import type { Channel } from '@carillon/contracts/providers';
import { CHANNEL_ORDER, CHANNELS, devicesText, figure } from '@/features/notifications/channel-words.ts';

export interface Reach {
  readonly devices: number;
  readonly channels: ReadonlyArray<{ readonly channel: Channel; readonly devices: number }>;
}

/** "Reaches 1,204 devices: 800 browsers, 304 Apple devices, 100 agents". */
export function reachSentence(reach: Reach): string {
  if (reach.devices === 0) return 'Reaches no device at the moment';
  const parts = reachParts(reach);
  return `Reaches ${devicesText(reach.devices)}${parts === '' ? '' : `: ${parts}`}`;
}

/** "800 browsers, 304 Apple devices"; empty where nothing is known of the ways. */
export function reachParts({ channels }: Reach): string {
  return CHANNEL_ORDER.flatMap((channel) => {
    const devices = channels.find((entry) => entry.channel === channel)?.devices ?? 0;
    if (devices === 0) return [];
    const [one, several] = CHANNELS[channel].devices;
    return [`${figure(devices)} ${devices === 1 ? one : several}`];
  }).join(', ');
}
