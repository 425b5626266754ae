import { browserOf, systemOf } from '@/features/devices/device-identity.ts';
import { type BrowserFacts, isAppleMobile } from './browser-support.ts';

/** Browsers whose settings look alike. */
export type SettingsFamily =
  | 'chrome'
  | 'chrome-android'
  | 'edge'
  | 'firefox'
  | 'firefox-android'
  | 'safari'
  | 'ios'
  | 'samsung'
  | 'other';

export function settingsFamilyOf(facts: Pick<BrowserFacts, 'userAgent' | 'maxTouchPoints'>): SettingsFamily {
  if (isAppleMobile(facts)) return 'ios';
  const browser = browserOf(facts.userAgent)?.id;
  const isAndroid = systemOf(facts.userAgent) === 'Android';
  if (browser === 'samsung' || browser === 'safari') return browser;
  if (browser === 'firefox') return isAndroid ? 'firefox-android' : 'firefox';
  if (browser === 'edge') return isAndroid ? 'chrome-android' : 'edge';
  if (browser === 'chrome') return isAndroid ? 'chrome-android' : 'chrome';
  return 'other';
}

/** How a person lets `host` show notifications again, in the words of that browser's own settings. */
export function unblockSteps(family: SettingsFamily, host: string): readonly string[] {
  return STEPS[family].map((step) => step.replaceAll('{host}', host));
}

const STEPS: Record<SettingsFamily, readonly string[]> = {
  chrome: [
    'Click the icon to the left of the address.',
    'Turn on Notifications, or open Site settings and choose Allow beside Notifications.',
    'Reload this page.',
  ],
  'chrome-android': [
    'Tap the icon to the left of the address, then Permissions.',
    'Tap Notifications and turn them on.',
    'If they are not listed, turn on notifications for the browser itself in Android’s settings.',
  ],
  edge: [
    'Click the padlock to the left of the address, then Permissions for this site.',
    'Choose Allow beside Notifications.',
    'Reload this page.',
  ],
  firefox: [
    'Click the icon to the left of the address: the crossed-out speech bubble, or the padlock.',
    'Beside Notifications, remove Blocked with the cross.',
    'Reload this page, and turn notifications on again.',
  ],
  'firefox-android': [
    'Tap the padlock to the left of the address.',
    'Tap Notifications, so that it says Allowed.',
    'If they are not listed, turn on notifications for Firefox itself in Android’s settings.',
  ],
  safari: [
    'In the menu bar choose Safari, then Settings, then Websites, then Notifications.',
    'Choose Allow beside {host}.',
    'Reload this page.',
  ],
  ios: [
    'Open the Settings app, then Notifications.',
    'Choose the app that you added to the Home Screen, and turn on Allow Notifications.',
    'Open the app again.',
  ],
  samsung: [
    'Tap the padlock to the left of the address, then Permissions.',
    'Tap Notifications and choose Allow.',
    'Reload this page.',
  ],
  other: [
    'Open the site settings of this browser, often behind the icon beside the address.',
    'Allow notifications for {host}.',
    'Reload this page.',
  ],
};
