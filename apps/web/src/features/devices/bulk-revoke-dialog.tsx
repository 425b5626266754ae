'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog as Radix } from 'radix-ui';
import { useRef, useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';
import type { BulkDialogProps } from '@/features/devices/bulk-dialog-props.ts';
import { BulkReport } from '@/features/devices/bulk-report.tsx';
import { type OutcomeGroup, outcomeGroups, revokePreview } from '@/features/devices/bulk-words.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** REG-14: says what revoking all of the chosen devices ends, does it, and tells what became of each. */
export function BulkRevokeDialog({ devices, onClose, onCloseAutoFocus }: BulkDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { installationId } = useViewer();
  const [groups, setGroups] = useState<readonly OutcomeGroup[] | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const revoke = useMutation(
    trpc.devices.bulkRevoke.mutationOptions({
      onSuccess: async (answer) => {
        setGroups(outcomeGroups(answer, { devices, done: 'revoked' }));
        await queryClient.invalidateQueries(trpc.devices.pathFilter());
      },
    }),
  );
  const preview = revokePreview(devices, installationId);
  const close = () => onClose(groups !== null);
  return (
    <Radix.Root open onOpenChange={close}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={PANEL}
          role={groups === null ? 'alertdialog' : 'dialog'}
          onOpenAutoFocus={(event) => {
            // The harmless answer has the focus.
            event.preventDefault();
            cancel.current?.focus();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {groups === null ? (
            <>
              <div className="grid gap-2">
                <Radix.Title className="font-semibold text-base">{preview.title}</Radix.Title>
                <Radix.Description asChild>
                  <ul className="grid gap-2 text-ink-soft text-sm">
                    {preview.effects.map((effect) => (
                      <li key={effect}>{effect}</li>
                    ))}
                  </ul>
                </Radix.Description>
              </div>
              <FormFailure failure={revoke.error === null ? null : failureOf(revoke.error)} />
              <DialogFooter>
                <Button ref={cancel} onClick={close}>
                  Cancel
                </Button>
                {preview.revoked === 0 ? null : (
                  <Button
                    variant="danger"
                    isPending={revoke.isPending}
                    onClick={() => revoke.mutate({ ids: devices.map(({ id }) => id) })}
                  >
                    Revoke {devicesText(preview.revoked)}
                  </Button>
                )}
              </DialogFooter>
            </>
          ) : (
            <BulkReport groups={groups} done="revoked" onClose={close} />
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
