'use client';

import type { SendNotificationInput } from '@carillon/contracts/notifications';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import type { AudienceDraft } from '@/features/compose/draft.ts';
import { reachParts } from '@/features/compose/reach-words.ts';
import { useReach } from '@/features/compose/use-reach.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { exactTimeText } from '@/time/relative-time-text.ts';

interface ConfirmSendProps {
  readonly input: SendNotificationInput;
  readonly audience: AudienceDraft;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Says to how many devices it goes, when, and what can be done about it afterwards. */
export function ConfirmSend({ input, audience, isPending, onClose, onConfirm }: ConfirmSendProps) {
  const { reach } = useReach(audience);
  const devices = reach === undefined ? 'the chosen devices' : devicesText(reach.devices);
  const ways = reach === undefined ? '' : reachParts(reach);
  const isEveryone = input.audience.broadcast === true;
  return (
    <ConfirmDialog
      isOpen
      tone={isEveryone ? 'danger' : 'primary'}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={
        input.sendAt === undefined
          ? `Send to ${isEveryone ? 'everyone, ' : ''}${devices}?`
          : `Schedule for ${isEveryone ? 'everyone, ' : ''}${devices}?`
      }
      description={
        <>
          <p>
            “<span className="[overflow-wrap:anywhere]">{input.title}</span>”
            {ways === '' ? '' : ` goes to ${ways}.`}
          </p>
          {input.sendAt === undefined ? (
            <p>
              It is sent at once. What a push service has taken cannot be called back; the rest can be
              cancelled on the next page.
            </p>
          ) : (
            <p>
              It is sent at {exactTimeText(input.sendAt, undefined)}, to the devices that fit then. Until then
              it can be cancelled as a whole.
            </p>
          )}
        </>
      }
      confirmLabel={input.sendAt === undefined ? `Send to ${devices}` : 'Schedule'}
      isPending={isPending}
      onConfirm={onConfirm}
    />
  );
}
