'use client';

import { Dialog as Radix } from 'radix-ui';
import { Button } from '@/components/ui/button.tsx';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { TagEditor } from '@/features/devices/tag-editor.tsx';
import type { Device } from '@/wire/wire-types.ts';

interface TagDialogProps {
  readonly device: Device;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/** A device's tags, over the list. */
export function TagDialog({ device, isOpen, onOpenChange, onCloseAutoFocus }: TagDialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content className={PANEL} onCloseAutoFocus={onCloseAutoFocus}>
          <div className="grid gap-1">
            <Radix.Title className="font-semibold text-base">Tags of {deviceName(device)}</Radix.Title>
            <Radix.Description className="text-ink-soft text-sm">
              They find devices in this list and as the audience of a message. Each change is saved at once.
            </Radix.Description>
          </div>
          <TagEditor device={device} />
          <DialogFooter>
            <Radix.Close asChild>
              <Button variant="primary">Done</Button>
            </Radix.Close>
          </DialogFooter>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
