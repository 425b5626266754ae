import { describe, expect, it } from 'vitest';
import {
  browserOf,
  deviceDetailText,
  deviceName,
  formFactorOf,
  isReachable,
  lastDeliveredAt,
  lastSeenAt,
  systemOf,
} from './device-identity.ts';

const AGENTS = {
  firefoxLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  chromeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0',
  safariIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
  samsung:
    'Mozilla/5.0 (Linux; Android 16; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
};

const device = {
  platform: 'web',
  userAgent: AGENTS.firefoxLinux,
  model: null,
  osVersion: null,
  appVersion: null,
  name: '',
} as const;

describe('what a user agent names', () => {
  it.each([
    ['firefoxLinux', 'firefox', 'Linux'],
    ['chromeWindows', 'chrome', 'Windows'],
    ['edge', 'edge', 'Windows'],
    ['safariIphone', 'safari', 'iPhone'],
    ['samsung', 'samsung', 'Android'],
  ] as const)('%s: %s on %s, though engines carry each other’s names', (name, browser, system) => {
    expect(browserOf(AGENTS[name])?.id).toBe(browser);
    expect(systemOf(AGENTS[name])).toBe(system);
  });

  it('is nothing where there is none', () => {
    expect(browserOf(null)).toBeNull();
    expect(systemOf('curl/8')).toBeNull();
  });
});

describe('what a device is called', () => {
  it('REG-1: a device without a name is called by its kind', () => {
    expect(deviceName(device)).toBe('Firefox on Linux');
    expect(deviceName({ ...device, platform: 'android', model: 'Pixel 9' })).toBe('Pixel 9');
    expect(deviceName({ ...device, userAgent: null })).toBe('Browser');
    expect(deviceName({ ...device, name: 'Desk' })).toBe('Desk');
  });

  it('says below the name what the name does not say', () => {
    expect(deviceDetailText({ ...device, name: 'Desk' })).toBe('Firefox on Linux');
    expect(deviceDetailText(device)).toBe('');
    expect(
      deviceDetailText({
        ...device,
        platform: 'ios',
        model: 'iPhone 18',
        osVersion: '19.1',
        appVersion: '2.0',
      }),
    ).toBe('19.1 · app 2.0');
  });

  it('knows a phone from a computer', () => {
    expect(formFactorOf(device)).toBe('computer');
    expect(formFactorOf({ ...device, userAgent: AGENTS.samsung })).toBe('phone');
    expect(formFactorOf({ platform: 'ios', model: 'iPad Pro', userAgent: null })).toBe('tablet');
    expect(formFactorOf({ platform: 'agent', model: null, userAgent: null })).toBe('server');
  });
});

describe('what is known of a device', () => {
  const agent = { kind: 'agent', status: 'active', push: null } as const;
  const times = { lastSeenAt: 'seen', lastPollAt: 'poll', lastAckAt: 'ack' };

  it('REG-1: an agent was there when it polled, and got a message when it acknowledged it', () => {
    expect([lastSeenAt({ ...agent, ...times }), lastDeliveredAt({ ...agent, ...times })]).toEqual([
      'poll',
      'ack',
    ]);
    expect([
      lastSeenAt({ ...agent, ...times, kind: 'push' }),
      lastDeliveredAt({ ...agent, ...times, kind: 'push' }),
    ]).toEqual(['seen', null]);
  });

  it('SEC-8: messages can always be sent to an agent that is not revoked; they wait', () => {
    expect(isReachable(agent)).toBe(true);
    expect(isReachable({ ...agent, status: 'revoked' })).toBe(false);
    expect(isReachable({ ...agent, kind: 'push' })).toBe(false);
  });
});
