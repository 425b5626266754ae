/** What a browser says about itself that decides whether it can show our notifications. */
export interface BrowserFacts {
  readonly isSecureContext: boolean;
  readonly hasServiceWorker: boolean;
  readonly hasPush: boolean;
  readonly hasNotifications: boolean;
  /** Whether the page runs as an installed app. */
  readonly isInstalled: boolean;
  readonly hasStorage: boolean;
  readonly userAgent: string;
  readonly maxTouchPoints: number;
}

export type Support = 'supported' | 'unsupported' | 'insecure' | 'needs-install';

/**
 * Browsers hide service workers and push where a page did not come by HTTPS, and Apple's mobile browsers hide push
 * outside installed apps; both look like a browser that has no push, so they are told apart first.
 */
export function supportOf(facts: BrowserFacts): Support {
  if (!facts.isSecureContext) return 'insecure';
  const hasAll = facts.hasServiceWorker && facts.hasPush && facts.hasNotifications && facts.hasStorage;
  if (hasAll) return 'supported';
  return isAppleMobile(facts) && !facts.isInstalled ? 'needs-install' : 'unsupported';
}

/** An iPad calls itself a Macintosh; no Mac has a touch screen. */
export function isAppleMobile(facts: Pick<BrowserFacts, 'userAgent' | 'maxTouchPoints'>): boolean {
  if (/\b(?:iPhone|iPad|iPod)\b/.test(facts.userAgent)) return true;
  return /\bMacintosh\b/.test(facts.userAgent) && facts.maxTouchPoints > 1;
}

export function readBrowserFacts(window: Window & typeof globalThis): BrowserFacts {
  const { navigator } = window;
  return {
    isSecureContext: window.isSecureContext,
    hasServiceWorker: 'serviceWorker' in navigator,
    hasPush: 'PushManager' in window,
    hasNotifications: 'Notification' in window,
    isInstalled: window.matchMedia('(display-mode: standalone)').matches,
    hasStorage: hasStorage(window),
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
  };
}

/** Where a person blocks site data, even reading the property throws. */
function hasStorage(window: Window): boolean {
  try {
    return window.localStorage !== null;
  } catch {
    return false;
  }
}
