'use client';

import { AlertDialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';
import { useReturnFocus } from '@/components/ui/use-return-focus.ts';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  /** What will happen, with every side effect, before the click. */
  readonly description: ReactNode;
  readonly confirmLabel: string;
  /** What the confirming button looks like; `danger` unless it only goes on. */
  readonly tone?: 'danger' | 'primary';
  /** The harmless answer; "Cancel" unless that could be misread. */
  readonly dismissLabel?: string;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
  /** Where the focus goes when the trigger is gone; by default it returns to what opened the dialog. */
  readonly onCloseAutoFocus?: (event: Event) => void;
}

/** Asks before something that cannot be taken back. The harmless answer has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={PANEL}
          onOpenAutoFocus={returnFocus.onOpenAutoFocus}
          onCloseAutoFocus={props.onCloseAutoFocus ?? returnFocus.onCloseAutoFocus}
        >
          <div className="grid gap-2">
            <Radix.Title className="font-semibold text-base">{props.title}</Radix.Title>
            <Radix.Description asChild>
              <div className="grid gap-2 text-ink-soft text-sm">{props.description}</div>
            </Radix.Description>
          </div>
          <DialogFooter>
            <Radix.Cancel asChild>
              <Button>{props.dismissLabel ?? 'Cancel'}</Button>
            </Radix.Cancel>
            <Button variant={props.tone ?? 'danger'} isPending={props.isPending} onClick={props.onConfirm}>
              {props.confirmLabel}
            </Button>
          </DialogFooter>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
