/** What a browser says about itself that decides whether it can show notifications. */
export interface BrowserFacts {
  readonly isSecureContext: boolean;
  readonly hasPush: boolean;
  /** Whether the page runs as an installed app. */
  readonly isInstalled: boolean;
  readonly userAgent: string;
  readonly maxTouchPoints: number;
}

/**
 * - `insecure`: pages that did not come by HTTPS (or from this machine) have no service workers
 * - `needs-install`: iPhones and iPads show notifications of pages that were added to the home screen
 */
export type Support = 'supported' | 'unsupported' | 'insecure' | 'needs-install';

/** Each of these looks like a browser without push; so they are told apart by other marks, first. */
export function supportOf(facts: BrowserFacts): Support {
  if (!facts.isSecureContext) return 'insecure';
  if (facts.hasPush) return 'supported';
  return isAppleMobile(facts) && !facts.isInstalled ? 'needs-install' : 'unsupported';
}

/** An iPad calls itself a Macintosh; no Mac has a touch screen. */
function isAppleMobile({ userAgent, maxTouchPoints }: BrowserFacts): boolean {
  if (/\b(?:iPhone|iPad|iPod)\b/.test(userAgent)) return true;
  return /\bMacintosh\b/.test(userAgent) && maxTouchPoints > 1;
}

export function readBrowserFacts(window: Window & typeof globalThis): BrowserFacts {
  const { navigator } = window;
  return {
    isSecureContext: window.isSecureContext,
    hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
    isInstalled: window.matchMedia('(display-mode: standalone)').matches,
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
  };
}
