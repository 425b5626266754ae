import type { Device } from '@/wire/wire-types.ts';

export type Browser = 'firefox' | 'chrome' | 'safari' | 'edge' | 'opera' | 'samsung';

/** In this order: browsers of one engine carry the names of the others, and Safari's stands in nearly all. */
const BROWSERS: ReadonlyArray<readonly [Browser, RegExp, string]> = [
  ['firefox', /\b(?:Firefox|FxiOS)\//, 'Firefox'],
  ['edge', /\bEdg(?:e|A|iOS)?\//, 'Edge'],
  ['opera', /\b(?:OPR|OPT|Opera)\//, 'Opera'],
  ['samsung', /\bSamsungBrowser\//, 'Samsung Internet'],
  ['chrome', /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  ['safari', /\bSafari\//, 'Safari'],
];

const SYSTEMS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

const PLATFORM_NAMES = { ios: 'iPhone or iPad', android: 'Android', web: 'Browser', agent: 'Agent' } as const;

/** The browser that a user agent string names; null for apps and for strings that name none. */
export function browserOf(userAgent: string | null): { readonly id: Browser; readonly name: string } | null {
  const found = BROWSERS.find(([, pattern]) => userAgent !== null && pattern.test(userAgent));
  return found === undefined ? null : { id: found[0], name: found[2] };
}

/** The operating system that a user agent string names, as people call it; null when it names none. */
export function systemOf(userAgent: string | null): string | null {
  return SYSTEMS.find(([pattern]) => userAgent !== null && pattern.test(userAgent))?.[1] ?? null;
}

export type FormFactor = 'phone' | 'tablet' | 'computer' | 'server';

export function formFactorOf(device: Pick<Device, 'platform' | 'userAgent' | 'model'>): FormFactor {
  if (device.platform === 'agent') return 'server';
  const text = `${device.model ?? ''} ${device.userAgent ?? ''}`;
  if (/\biPad\b|\bTablet\b|\bTab\b/i.test(text)) return 'tablet';
  if (device.platform === 'web') return /\bMobile\b|\biPhone\b|\bAndroid\b/.test(text) ? 'phone' : 'computer';
  return 'phone';
}

type Named = Pick<Device, 'platform' | 'userAgent' | 'model' | 'osVersion' | 'appVersion' | 'name'>;

/** What kind of device it is: "Firefox on Linux", "Pixel 9", "Android". */
export function deviceKindText(device: Pick<Named, 'platform' | 'userAgent' | 'model'>): string {
  if (device.platform !== 'web') return device.model ?? PLATFORM_NAMES[device.platform];
  const browser = browserOf(device.userAgent)?.name;
  const system = systemOf(device.userAgent);
  if (browser === undefined) return system === null ? PLATFORM_NAMES.web : `Browser on ${system}`;
  return system === null ? browser : `${browser} on ${system}`;
}

/** What a person calls it: its name, or what kind of device it is while it has none. */
export function deviceName(device: Pick<Named, 'name' | 'platform' | 'userAgent' | 'model'>): string {
  return device.name === '' ? deviceKindText(device) : device.name;
}

/** The second line under the name: kind, system version, app version; without what the name already says. */
export function deviceDetailText(device: Named): string {
  const kind = deviceKindText(device);
  const parts = [
    kind === device.name || device.name === '' ? null : kind,
    device.osVersion,
    device.appVersion === null ? null : `app ${device.appVersion}`,
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

/** When it got a message last: as its push service took it, or as the agent acknowledged it. */
export function lastDeliveredAt(device: Pick<Device, 'kind' | 'push' | 'lastAckAt'>): string | null {
  return device.kind === 'agent' ? device.lastAckAt : (device.push?.lastDeliveredAt ?? null);
}

/** When it was there last: as it called, or as the agent asked for messages. */
export function lastSeenAt(device: Pick<Device, 'kind' | 'lastSeenAt' | 'lastPollAt'>): string | null {
  return device.kind === 'agent' ? device.lastPollAt : device.lastSeenAt;
}

/** Whether a message can reach it now, or wait where it fetches it. */
export function isReachable(device: Pick<Device, 'kind' | 'status' | 'push'>): boolean {
  if (device.status !== 'active') return false;
  return device.kind === 'agent' || (device.push !== null && device.push.health !== 'none');
}
