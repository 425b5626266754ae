'use client';

import { useRef, useState } from 'react';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RevokeDialog } from '@/features/devices/revoke-dialog.tsx';
import type { Device } from '@/wire/wire-types.ts';

/** What cannot be taken back. */
export function DangerZone({ device }: { readonly device: Device }) {
  const [isRevoking, setIsRevoking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Panel title="Danger zone">
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="min-w-40 flex-1 text-ink-soft text-sm">
          {device.kind === 'agent'
            ? 'Revoke this agent. Its secret ends at once and it never comes back. Its name is free again, its history stays.'
            : 'Revoke this device. It stops receiving notifications at once and its sessions end. Its history stays.'}
        </p>
        <Button ref={button} variant="dangerOutline" onClick={() => setIsRevoking(true)}>
          Revoke…
        </Button>
      </div>
      <RevokeDialog
        device={device}
        isOpen={isRevoking}
        onOpenChange={setIsRevoking}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          // Once it is revoked the button is gone, and the page's heading is the next best place.
          if (button.current?.isConnected) button.current.focus();
          else document.getElementById('content')?.focus();
        }}
      />
    </Panel>
  );
}
