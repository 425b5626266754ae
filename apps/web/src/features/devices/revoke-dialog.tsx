'use client';

import { useViewer } from '@/components/frame/viewer.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import type { Device } from '@/wire/wire-types.ts';

interface RevokeDialogProps {
  readonly device: Device;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onCloseAutoFocus?: (event: Event) => void;
}

/** Says what revoking ends, before it does. */
export function RevokeDialog({ device, isOpen, onOpenChange, onCloseAutoFocus }: RevokeDialogProps) {
  const { installationId } = useViewer();
  const { revoke } = useDeviceActions(device);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Revoke ${deviceName(device)}?`}
      description={
        device.kind === 'agent' ? (
          <>
            <p>Its secret ends at once, the one from before included: every call of it is refused.</p>
            <p>It never comes back. For the same program, create a new agent; the name is free again.</p>
            <p>What waits for it is not fetched any more. Its history stays.</p>
          </>
        ) : (
          <>
            <p>It stops receiving notifications at once, and its push token is wiped.</p>
            {device.deviceId === installationId ? (
              <p>
                This is the browser in front of you. You stay signed in here and can turn notifications on
                again.
              </p>
            ) : (
              <p>
                Whoever is signed in with it is signed out. To come back, it has to sign in and register
                again.
              </p>
            )}
            <p>Its history stays.</p>
          </>
        )
      }
      confirmLabel="Revoke"
      isPending={revoke.isPending}
      onConfirm={() => revoke.mutate({ id: device.id }, { onSettled: () => onOpenChange(false) })}
      {...(onCloseAutoFocus === undefined ? {} : { onCloseAutoFocus })}
    />
  );
}
