'use client';

import { Pencil, ShieldOff, X } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { BulkRenameDialog } from '@/features/devices/bulk-rename-dialog.tsx';
import { BulkRevokeDialog } from '@/features/devices/bulk-revoke-dialog.tsx';
import { SELECTION_MAX, selectionText } from '@/features/devices/selection.ts';
import type { DeviceSelection } from '@/features/devices/use-selection.ts';
import type { Device } from '@/wire/wire-types.ts';

interface BulkBarProps {
  readonly selection: DeviceSelection;
  /** Where the focus goes when the bar goes. */
  readonly returnTo: RefObject<HTMLElement | null>;
}

interface Asked {
  readonly action: 'revoke' | 'rename';
  readonly devices: readonly Device[];
}

/** What can be done to all that is ticked; announces how many that are. */
export function BulkBar({ selection, returnTo }: BulkBarProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const { chosen, listed } = selection;
  const ask = (action: Asked['action'], button: HTMLElement) => {
    opener.current = button;
    setAsked({ action, devices: chosen });
  };
  const clear = () => {
    selection.clear();
    returnTo.current?.querySelector('input')?.focus();
  };
  const dialog = {
    onClose: (hasActed: boolean) => {
      setAsked(null);
      if (hasActed) selection.clear();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      // Once it is done the bar is gone, and the list's own box is the next best place.
      if (opener.current?.isConnected) opener.current.focus();
      else returnTo.current?.querySelector('input')?.focus();
    },
  };
  return (
    <>
      <output className="sr-only">{listed === 0 ? '' : selectionText(chosen.length, listed)}</output>
      {chosen.length === 0 ? null : (
        <section
          aria-label="Selected devices"
          className="sticky bottom-20 z-20 mt-3 flex flex-wrap items-center gap-2 rounded-xl border bg-raised px-3 py-2.5 shadow-pop md:bottom-4"
        >
          <p
            aria-hidden
            className="mr-auto font-medium text-sm tabular-nums max-sm:order-first max-sm:w-[calc(100%-3rem)]"
          >
            {selectionText(chosen.length, listed)}
            {chosen.length < SELECTION_MAX ? null : (
              <span className="font-normal text-ink-soft">, as many as one action takes</span>
            )}
          </p>
          <Button className="max-sm:flex-1" onClick={(event) => ask('rename', event.currentTarget)}>
            <Pencil aria-hidden />
            Rename…
          </Button>
          <Button
            variant="dangerOutline"
            className="max-sm:flex-1"
            onClick={(event) => ask('revoke', event.currentTarget)}
          >
            <ShieldOff aria-hidden />
            Revoke…
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear the selection"
            className="max-sm:order-first"
            onClick={clear}
          >
            <X aria-hidden />
          </Button>
        </section>
      )}
      {asked?.action === 'revoke' ? <BulkRevokeDialog devices={asked.devices} {...dialog} /> : null}
      {asked?.action === 'rename' ? <BulkRenameDialog devices={asked.devices} {...dialog} /> : null}
    </>
  );
}
