import { describe, expect, it } from 'vitest';
import { type BrowserFacts, isAppleMobile, supportOf } from './browser-support.ts';
import { type SettingsFamily, settingsFamilyOf, unblockSteps } from './unblock-steps.ts';

const AGENTS = {
  chrome:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  'chrome-android':
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  'firefox-android': 'Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  ios: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  samsung:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
  other: 'Lynx/2.9',
} as const satisfies Record<SettingsFamily, string>;

const CAPABLE: BrowserFacts = {
  isSecureContext: true,
  hasServiceWorker: true,
  hasPush: true,
  hasNotifications: true,
  isInstalled: false,
  hasStorage: true,
  userAgent: AGENTS.firefox,
  maxTouchPoints: 0,
};

describe('supportOf', () => {
  it('WEB-13: names HTTPS first, because without it every browser looks as if it had no push', () => {
    const facts = { ...CAPABLE, isSecureContext: false, hasServiceWorker: false, hasPush: false };
    expect(supportOf(facts)).toBe('insecure');
    expect(supportOf({ ...facts, userAgent: AGENTS.ios })).toBe('insecure');
  });

  it('WEB-13: an iPhone or iPad without push needs the app on the Home Screen; installed, it is too old', () => {
    const phone = { ...CAPABLE, hasPush: false, hasNotifications: false, userAgent: AGENTS.ios };
    expect(supportOf(phone)).toBe('needs-install');
    expect(supportOf({ ...phone, isInstalled: true })).toBe('unsupported');
    expect(supportOf({ ...phone, userAgent: AGENTS.safari, maxTouchPoints: 5 })).toBe('needs-install');
    expect(supportOf({ ...CAPABLE, userAgent: AGENTS.ios, isInstalled: true })).toBe('supported');
  });

  it.each(['hasServiceWorker', 'hasPush', 'hasNotifications', 'hasStorage'] as const)(
    'WEB-13: a browser without %s is unsupported',
    (missing) => {
      expect(supportOf({ ...CAPABLE, [missing]: false })).toBe('unsupported');
    },
  );

  it('WEB-13: everything there is supported, and a Mac is not an iPad', () => {
    expect(supportOf(CAPABLE)).toBe('supported');
    expect(isAppleMobile({ userAgent: AGENTS.safari, maxTouchPoints: 0 })).toBe(false);
  });
});

describe('unblockSteps', () => {
  it.each(Object.entries(AGENTS) as [SettingsFamily, string][])(
    'WEB-13: %s is told apart by its user agent and has steps of its own',
    (family, userAgent) => {
      expect(settingsFamilyOf({ userAgent, maxTouchPoints: 0 })).toBe(family);
      const steps = unblockSteps(family, 'push.example.org');
      expect(steps.length).toBeGreaterThanOrEqual(3);
      expect(steps.join(' ')).not.toContain('{host}');
    },
  );
});
