'use client';

import { Bell, BellOff } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu.tsx';
import { MUTE_CHOICES } from '@/features/devices/mute-choices.ts';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { Device } from '@/wire/wire-types.ts';

interface MuteRowProps {
  readonly device: Device;
  readonly isReadOnly: boolean;
}

/** Whether the device is muted and until when; starts and ends it. */
export function MuteRow({ device, isReadOnly }: MuteRowProps) {
  const { now } = useNow();
  const { mute } = useDeviceActions(device);
  const until = device.mutedUntil !== null && new Date(device.mutedUntil) > now ? device.mutedUntil : null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div className="min-w-40 flex-1">
        <h3 className="font-medium text-sm">Mute</h3>
        <p className="text-ink-soft text-xs">
          {until === null && isReadOnly ? (
            'It is not muted.'
          ) : until === null ? (
            'Keeps messages away for a while. They are recorded as not sent, and do not come later.'
          ) : (
            <>
              Nothing comes to it; that ends <RelativeTime at={until} />.
            </>
          )}
        </p>
      </div>
      {isReadOnly ? null : until === null ? (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button isPending={mute.isPending}>
              <BellOff aria-hidden />
              Mute…
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {MUTE_CHOICES.map(({ label, until: endOf }) => (
              <DropdownMenuItem
                key={label}
                onSelect={() => mute.mutate({ id: device.id, mutedUntil: endOf(new Date()).toISOString() })}
              >
                {label}
              </DropdownMenuItem>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      ) : (
        <Button isPending={mute.isPending} onClick={() => mute.mutate({ id: device.id, mutedUntil: null })}>
          <Bell aria-hidden />
          Unmute
        </Button>
      )}
    </div>
  );
}
