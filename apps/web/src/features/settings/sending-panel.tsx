'use client';

import { type Channel, channelSchema } from '@carillon/contracts/providers';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { toast } from 'sonner';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Panel } from '@/components/panel.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Switch } from '@/components/ui/switch.tsx';
import { CHANNEL_ORDER, CHANNELS } from '@/features/notifications/channel-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** What a switch is for: one way, or all of sending. */
type Target = Channel | 'all';

/** DIS-9: turns sending off and on, as a whole and by each way. */
export function SendingPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.get.queryOptions());
  const { change, isPending } = useChangeSending();
  const [asked, setAsked] = useState<Target | null>(null);
  const sending = query.data?.sending;
  const turn = (target: Target, isOn: boolean) => (isOn ? change(target, true) : setAsked(target));
  return (
    <div id="sending" className="scroll-mt-5">
      <Panel
        title="Sending"
        description="A change takes effect within a second, on every worker"
        action={
          sending === undefined ? null : sending.enabled ? (
            <MeaningBadge meaning="working" word="On" />
          ) : (
            <MeaningBadge meaning="stopped" word="Off" />
          )
        }
      >
        {sending === undefined ? (
          query.isError ? (
            <FailureNotice title="The settings could not be loaded" query={query} />
          ) : (
            <Skeleton className="m-4 h-40" />
          )
        ) : (
          <ul className="divide-y">
            <SwitchRow
              label="All sending"
              note="Off: nobody gets anything. What comes due meanwhile is recorded as not sent, and is not sent later."
              isOn={sending.enabled}
              isDisabled={isPending}
              onChange={(isOn) => turn('all', isOn)}
            />
            {CHANNEL_ORDER.map((channel) => (
              <SwitchRow
                key={channel}
                label={CHANNELS[channel].name}
                note={`Off: ${CHANNELS[channel].devices[1]} get nothing; the others go on.`}
                isOn={sending.channels[channel]}
                isDisabled={isPending || !sending.enabled}
                onChange={(isOn) => turn(channel, isOn)}
              />
            ))}
          </ul>
        )}
        <ConfirmDialog
          isOpen={asked !== null}
          onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(null))}
          title={asked === 'all' ? 'Turn off all sending?' : `Turn off ${nameOf(asked)}?`}
          description={
            <>
              <p>
                {asked === 'all'
                  ? 'Nobody gets notifications any more, whoever sends them.'
                  : `Devices that are reached by ${nameOf(asked)} get no notifications any more.`}
              </p>
              <p>
                What comes due while it is off is recorded as not sent, with this as the reason. It is not
                sent when you turn it on again.
              </p>
            </>
          }
          confirmLabel="Turn off"
          isPending={isPending}
          onConfirm={() => {
            if (asked !== null) change(asked, false);
            setAsked(null);
          }}
        />
      </Panel>
    </div>
  );
}

function nameOf(target: Target | null): string {
  const channel = channelSchema.safeParse(target).data;
  return channel === undefined ? 'all sending' : CHANNELS[channel].name;
}

function useChangeSending() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.settings.update.mutationOptions({
      onSuccess: (settings) => queryClient.setQueryData(trpc.settings.get.queryKey(), settings),
      onError: (error) =>
        toast.error('The switch could not be changed', { description: failureOf(error).message }),
    }),
  );
  const change = (target: Target, isOn: boolean) =>
    update.mutate(
      { sending: target === 'all' ? { enabled: isOn } : { channels: { [target]: isOn } } },
      {
        onSuccess: () =>
          toast.success(
            `${target === 'all' ? 'Sending' : CHANNELS[target].name} is turned ${isOn ? 'on' : 'off'}`,
          ),
      },
    );
  return { change, isPending: update.isPending };
}

interface SwitchRowProps {
  readonly label: string;
  readonly note: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function SwitchRow({ label, note, isOn, isDisabled, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-2.5">
      <div className="min-w-0">
        <p id={id} className="font-medium">
          {label}
        </p>
        <p id={`${id}-note`} className="text-ink-soft text-xs">
          {note}
        </p>
      </div>
      <Switch
        aria-labelledby={id}
        aria-describedby={`${id}-note`}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
      />
    </li>
  );
}
