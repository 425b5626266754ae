'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';
import type { BulkDialogProps } from '@/features/devices/bulk-dialog-props.ts';
import { BulkReport } from '@/features/devices/bulk-report.tsx';
import { type OutcomeGroup, outcomeGroups } from '@/features/devices/bulk-words.ts';
import { RenameFields } from '@/features/devices/rename-fields.tsx';
import { renamePlan } from '@/features/devices/rename-plan.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** REG-14: new names for the chosen devices, by a pattern or one by one, and what became of each. */
export function BulkRenameDialog({ devices, onClose, onCloseAutoFocus }: BulkDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const [groups, setGroups] = useState<readonly OutcomeGroup[] | null>(null);
  const rename = useMutation(
    trpc.devices.bulkRename.mutationOptions({
      onSuccess: async (answer) => {
        setGroups(outcomeGroups(answer, { devices, done: 'renamed' }));
        await queryClient.invalidateQueries(trpc.devices.pathFilter());
      },
    }),
  );
  const { names, problems } = renamePlan(devices, typed);
  const isReady = names.length > 0 && problems.size === 0;
  const close = () => onClose(groups !== null);
  return (
    <Radix.Root open onOpenChange={close}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content className={cn(PANEL, 'sm:top-[8%] sm:max-w-lg')} onCloseAutoFocus={onCloseAutoFocus}>
          {groups === null ? (
            <>
              <div className="grid gap-1">
                <Radix.Title className="font-semibold text-base">
                  Rename {devicesText(devices.length)}
                </Radix.Title>
                <Radix.Description className="text-ink-soft text-sm">
                  Fill in all names by a pattern, or write them one by one. Nothing else about the devices
                  changes.
                </Radix.Description>
              </div>
              <ClientForm
                onSubmit={(event) => {
                  event.preventDefault();
                  if (isReady && !rename.isPending) rename.mutate({ names: [...names] });
                }}
              >
                <RenameFields devices={devices} typed={typed} problems={problems} onChange={setTyped} />
                <FormFailure failure={rename.error === null ? null : failureOf(rename.error)} />
                <p role="status" className="text-ink-soft text-sm">
                  {planText(names.length, problems.size)}
                </p>
                <DialogFooter>
                  <Button onClick={close}>Cancel</Button>
                  <Button type="submit" variant="primary" disabled={!isReady} isPending={rename.isPending}>
                    Rename {names.length === 0 ? '' : devicesText(names.length)}
                  </Button>
                </DialogFooter>
              </ClientForm>
            </>
          ) : (
            <BulkReport groups={groups} done="renamed" onClose={close} />
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function planText(changed: number, problems: number): string {
  if (problems > 0) return `${problems === 1 ? 'One name' : `${problems} names`} cannot be; see above.`;
  if (changed === 0) return 'No name changes yet.';
  return `${devicesText(changed)} ${changed === 1 ? 'gets a new name' : 'get new names'}.`;
}
