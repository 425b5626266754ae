import type { Channel } from '@carillon/contracts/providers';

interface ChannelWords {
  /** The way itself. */
  readonly name: string;
  /** The devices at its end: one, several. */
  readonly devices: readonly [string, string];
}

/** Every way to a device in words, the commonest first. */
export const CHANNELS = {
  webpush: { name: 'Web push', devices: ['browser', 'browsers'] },
  apns: { name: 'Apple push (APNs)', devices: ['Apple device', 'Apple devices'] },
  fcm: { name: 'Firebase (FCM)', devices: ['Android device', 'Android devices'] },
  expo: { name: 'Expo', devices: ['Expo app', 'Expo apps'] },
  inbox: { name: 'Inbox of agents', devices: ['agent', 'agents'] },
} as const satisfies Record<Channel, ChannelWords>;

export const CHANNEL_ORDER = Object.keys(CHANNELS) as Channel[];

const FIGURES = new Intl.NumberFormat('en-GB');

/** A number as people read it: "1,204". */
export function figure(count: number): string {
  return FIGURES.format(count);
}

/** "1 device", "1,204 devices". */
export function devicesText(count: number): string {
  return `${figure(count)} ${count === 1 ? 'device' : 'devices'}`;
}
