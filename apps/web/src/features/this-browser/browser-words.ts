import type { Meaning } from '@/components/meaning.tsx';
import type { BrowserState, FailureReason, OffReason, Task } from './browser-state.ts';

/** What the card says about a state. */
export interface BrowserWords {
  readonly meaning: Meaning;
  readonly word: string;
  readonly text: string;
}

/** Words for everything but the first look, during which the card holds its place. */
export function browserWords(state: Exclude<BrowserState, { kind: 'checking' }>): BrowserWords {
  switch (state.kind) {
    case 'unsupported':
      return { meaning: 'stopped', word: 'Not supported', text: UNSUPPORTED };
    case 'insecure':
      return { meaning: 'attention', word: 'Needs HTTPS', text: INSECURE };
    case 'needs-install':
      return { meaning: 'attention', word: 'Needs installing', text: NEEDS_INSTALL };
    case 'blocked':
      return { meaning: 'attention', word: 'Blocked', text: BLOCKED };
    case 'off':
      return {
        meaning: 'stopped',
        word: 'Off',
        text: state.reason === null ? OFF : OFF_REASONS[state.reason],
      };
    case 'on':
      return { meaning: 'working', word: 'On', text: ON };
    case 'working':
      return { meaning: 'waiting', word: 'Working', text: TASKS[state.task] };
    case 'failed':
      return { meaning: 'attention', word: 'Did not work', text: FAILURES[state.reason] };
  }
}

export const INSTALL_STEPS = [
  'Tap Share, then Add to Home Screen.',
  'Open Carillon from the Home Screen and sign in there.',
  'Turn notifications on in that app.',
] as const;

const UNSUPPORTED =
  'This browser cannot receive notifications, or blocks the storage that they need. Current versions of Chrome, Edge, Firefox and Safari can.';
const INSECURE =
  'Browsers allow notifications only on pages that came by HTTPS. Open this dashboard by its https:// address.';
const NEEDS_INSTALL = 'On an iPhone or iPad, notifications go to apps on the Home Screen. Add this one:';
const BLOCKED =
  'This browser was told not to show notifications from here. Only you can change that, in its settings:';
const OFF =
  'Turn them on, and this browser shows your notifications, also while no tab of the dashboard is open.';
const ON = 'This browser shows your notifications, also while no tab of the dashboard is open.';

const OFF_REASONS: Record<OffReason, string> = {
  'other-account':
    'Notifications on this browser go to another account. Turning them on brings yours here, and stops that account’s.',
  revoked: 'This browser was revoked in the list of devices. Turning notifications on registers it again.',
  removed:
    'Notifications were on here and have ended: signed out, removed elsewhere, or reset in the browser.',
  dismissed:
    'The browser’s question was closed without an answer. Turn notifications on again, and choose Allow.',
};

const TASKS: Record<Task, string> = {
  'turning-on': 'Turning on. The browser may ask whether notifications are allowed: choose Allow.',
  'turning-off': 'Turning off.',
  repairing: 'The subscription ended in between. Renewing it.',
};

const FAILURES: Record<FailureReason, string> = {
  'server-unreachable': 'The server could not be reached. Check the connection and try again.',
  'signed-out': 'Your session has ended. Sign in again, then turn notifications on.',
  'device-limit':
    'You have as many devices as this server allows. Revoke one that you no longer use, then try again.',
  'rate-limited': 'That was tried too often. Wait a minute, then try again.',
  refused:
    'The server did not take this browser’s subscription. Try again; if it stays so, tell the administrator.',
  'push-service':
    'The browser could not reach its push service. A firewall, a VPN or a private window can be why. Try again.',
  unknown: 'The browser did not say why. Try again; restarting the browser often helps.',
};
