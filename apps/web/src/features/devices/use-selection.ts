'use client';

import { useState } from 'react';
import { allOf, chosenOf, NOTHING, type Selection, toggled } from '@/features/devices/selection.ts';
import type { Device } from '@/wire/wire-types.ts';

/** What is ticked in the list, and how that changes. */
export interface DeviceSelection {
  /** In the order of the list. */
  readonly chosen: readonly Device[];
  /** How many could be. */
  readonly listed: number;
  has(device: Device): boolean;
  toggle(device: Device, change: { readonly isChosen: boolean; readonly isRange: boolean }): void;
  chooseAll(): void;
  clear(): void;
}

/**
 * Keeps what is ticked among `devices`, those that can be. Another `view` (other filters, another person) begins with
 * nothing: what is not seen must not be acted on.
 */
export function useSelection(devices: readonly Device[], view: string): DeviceSelection {
  const [kept, setKept] = useState<{ readonly view: string; readonly selection: Selection }>({
    view,
    selection: NOTHING,
  });
  // While rendering, as React advises for state that goes with a property: the view before must not come back either.
  if (kept.view !== view) setKept({ view, selection: NOTHING });
  const selection = kept.view === view ? kept.selection : NOTHING;
  const set = (next: Selection) => setKept({ view, selection: next });
  const order = devices.map(({ id }) => id as string);
  return {
    chosen: chosenOf(selection, devices),
    listed: devices.length,
    has: ({ id }) => selection.ids.has(id),
    toggle: ({ id }, change) => set(toggled(selection, { id, order, ...change })),
    chooseAll: () => set(allOf(order)),
    clear: () => set(NOTHING),
  };
}
