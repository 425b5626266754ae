import { channelSchema } from '@carillon/contracts/providers';
import { describe, expect, it } from 'vitest';
import { CHANNEL_ORDER } from '@/features/notifications/channel-words.ts';
import { reachSentence } from './reach-words.ts';

describe('the reach of an audience in words', () => {
  it('DIS-2: tells the devices and the ways to them, in one order, without zeros', () => {
    expect(
      reachSentence({
        devices: 1204,
        channels: [
          { channel: 'apns', devices: 403 },
          { channel: 'fcm', devices: 0 },
          { channel: 'webpush', devices: 800 },
          { channel: 'inbox', devices: 1 },
        ],
      }),
    ).toBe('Reaches 1,204 devices: 800 browsers, 403 Apple devices, 1 agent');
  });

  it('says one device and no device', () => {
    expect(reachSentence({ devices: 1, channels: [{ channel: 'webpush', devices: 1 }] })).toBe(
      'Reaches 1 device: 1 browser',
    );
    expect(reachSentence({ devices: 0, channels: [] })).toBe('Reaches no device at the moment');
  });

  it('has words for every channel of the contract', () => {
    expect(CHANNEL_ORDER.toSorted()).toEqual([...channelSchema.options].toSorted());
  });
});
