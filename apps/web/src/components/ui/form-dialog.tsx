'use client';

import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { ClientForm } from '@/components/client-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';
import { useReturnFocus } from '@/components/ui/use-return-focus.ts';

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly description: string;
  readonly submitLabel: string;
  readonly isPending: boolean;
  readonly onSubmit: () => void;
  /** Where many fields need more room. */
  readonly className?: string;
  readonly children: ReactNode;
}

/** A few fields and one button, over the page. */
export function FormDialog(props: FormDialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content className={cn(PANEL, props.className)} {...returnFocus}>
          <div className="grid gap-1">
            <Radix.Title className="font-semibold text-base">{props.title}</Radix.Title>
            <Radix.Description className="text-ink-soft text-sm">{props.description}</Radix.Description>
          </div>
          <ClientForm
            onSubmit={(event) => {
              event.preventDefault();
              if (!props.isPending) props.onSubmit();
            }}
          >
            {props.children}
            <DialogFooter>
              <Radix.Close asChild>
                <Button>Cancel</Button>
              </Radix.Close>
              <Button type="submit" variant="primary" isPending={props.isPending}>
                {props.submitLabel}
              </Button>
            </DialogFooter>
          </ClientForm>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
