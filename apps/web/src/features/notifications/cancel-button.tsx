'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { cancelledText } from '@/features/notifications/cancel-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Notification } from '@/wire/wire-types.ts';

/** Stops what has not gone out yet; says before what it can stop, and after what it did. */
export function CancelButton({ notification }: { readonly notification: Notification }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const isScheduled = notification.status === 'scheduled';
  const cancel = useMutation(
    trpc.notifications.cancel.mutationOptions({
      onSuccess: (result) => toast.success('It is cancelled', { description: cancelledText(result) }),
      onError: (error) => toast.error('It could not be cancelled', { description: failureOf(error).message }),
      onSettled: async () => {
        setIsAsking(false);
        await queryClient.invalidateQueries(trpc.notifications.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button variant="dangerOutline" onClick={() => setIsAsking(true)}>
        <Ban aria-hidden />
        Cancel…
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={isScheduled ? 'Cancel this schedule?' : 'Stop sending?'}
        description={
          isScheduled ? (
            <p>Nothing of it is sent. It stays in the list, as cancelled.</p>
          ) : (
            <>
              <p>Devices that still wait for it do not get it.</p>
              <p>
                What is on its way to a push service at this moment, and what it has taken, cannot be called
                back.
              </p>
            </>
          )
        }
        confirmLabel={isScheduled ? 'Cancel the schedule' : 'Stop sending'}
        dismissLabel={isScheduled ? 'Keep it' : 'Go on sending'}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate({ id: notification.id })}
      />
    </>
  );
}
