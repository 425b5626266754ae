import type { DeliveryState } from '@carillon/contracts/notifications';

/**
 * Every step that a delivery may take (docs/delivery.md). Workers decide only about rows that they leased, hence all of
 * their decisions start from `sending`. A device's own report also settles a row that is still on its way: the answer
 * to an attempt can be lost, or be slower than the device. Out of `accepted`, and only until the device has reported, a
 * provider's receipt leads back: what it took and could not hand on is sent again or has failed.
 */
export const TRANSITIONS = {
  pending: ['sending', 'cancelled', 'received', 'displayed', 'clicked'],
  sending: [
    'pending',
    'accepted',
    'failed',
    'expired',
    'suppressed',
    'cancelled',
    'received',
    'displayed',
    'clicked',
  ],
  accepted: ['pending', 'failed', 'received', 'displayed', 'clicked'],
  received: ['displayed', 'clicked'],
  displayed: ['clicked'],
  clicked: [],
  failed: [],
  expired: [],
  suppressed: [],
  cancelled: [],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

export type ReportedState = Extract<DeliveryState, 'received' | 'displayed' | 'clicked'>;

/** What a device can report, each including the ones before it. */
export const REPORTED_STATES = [
  'received',
  'displayed',
  'clicked',
] as const satisfies readonly ReportedState[];

export function mayFollow(from: DeliveryState, to: DeliveryState): boolean {
  return (TRANSITIONS[from] as readonly DeliveryState[]).includes(to);
}

/** Nothing more will be sent; reports of the device may still come. */
export function isSettled(state: DeliveryState): boolean {
  return state !== 'pending' && state !== 'sending';
}

/** The provider has the message, whatever else is known. */
export function isAccepted(state: DeliveryState): boolean {
  return state === 'accepted' || (REPORTED_STATES as readonly DeliveryState[]).includes(state);
}
