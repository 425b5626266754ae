'use client';

import { Bell, BellOff, Ellipsis, ExternalLink, Pencil, PenLine, Send, ShieldOff, Tag } from 'lucide-react';
import Link from 'next/link';
import { type RefObject, useRef, useState } from 'react';
import { buttonVariants } from '@/components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu.tsx';
import { deviceName, isReachable } from '@/features/devices/device-identity.ts';
import { MUTE_CHOICES } from '@/features/devices/mute-choices.ts';
import { RevokeDialog } from '@/features/devices/revoke-dialog.tsx';
import { TagDialog } from '@/features/devices/tag-dialog.tsx';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import { useIsOwn } from '@/features/devices/use-is-own.ts';
import { useNow } from '@/time/now.tsx';
import type { Device } from '@/wire/wire-types.ts';

interface DeviceMenuProps {
  readonly device: Device;
  /** Begins the renaming in place; the focus must not go back to the menu then. */
  readonly onRename: () => void;
  readonly onTest: () => void;
  readonly triggerRef: RefObject<HTMLButtonElement | null>;
  /** On the device's own page there is nothing to open. */
  readonly hasOpenItem: boolean;
}

/** What can be done to a device, from its row or its page. */
export function DeviceMenu({ device, onRename, onTest, triggerRef, hasOpenItem }: DeviceMenuProps) {
  const [isRevoking, setIsRevoking] = useState(false);
  const keepsFocus = useRef(false);
  const [isTagging, setIsTagging] = useState(false);
  const isActive = device.status === 'active';
  const isOwn = useIsOwn(device);
  const returnFocus = (event: Event) => {
    event.preventDefault();
    triggerRef.current?.focus();
  };
  if (!isOwn && !isActive && !hasOpenItem) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger
          ref={triggerRef}
          aria-label={`Actions for ${deviceName(device)}`}
          className={buttonVariants({ variant: 'ghost', size: 'icon', className: 'relative z-10' })}
        >
          <Ellipsis aria-hidden />
        </DropdownMenuTrigger>
        <DropdownMenuContent
          align="end"
          className="w-52"
          onCloseAutoFocus={(event) => {
            if (keepsFocus.current) event.preventDefault();
            keepsFocus.current = false;
          }}
        >
          {hasOpenItem ? (
            <DropdownMenuItem asChild>
              <Link href={`/devices/${device.id}`}>
                <ExternalLink aria-hidden />
                Open
              </Link>
            </DropdownMenuItem>
          ) : null}
          {isOwn ? (
            <>
              <DropdownMenuItem
                onSelect={() => {
                  keepsFocus.current = true;
                  onRename();
                }}
              >
                <Pencil aria-hidden />
                Rename
              </DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => {
                  keepsFocus.current = true;
                  setIsTagging(true);
                }}
              >
                <Tag aria-hidden />
                Edit tags…
              </DropdownMenuItem>
            </>
          ) : null}
          {isActive ? (
            <>
              <DropdownMenuItem onSelect={onTest} disabled={!isReachable(device)}>
                <Send aria-hidden />
                Send test
              </DropdownMenuItem>
              <DropdownMenuItem asChild>
                <Link href={`/compose?device=${device.id}`}>
                  <PenLine aria-hidden />
                  Write to it
                </Link>
              </DropdownMenuItem>
              {isOwn ? (
                <>
                  <MuteItems device={device} />
                  <DropdownMenuSeparator />
                  <DropdownMenuItem
                    isDangerous
                    onSelect={() => {
                      keepsFocus.current = true;
                      setIsRevoking(true);
                    }}
                  >
                    <ShieldOff aria-hidden />
                    Revoke…
                  </DropdownMenuItem>
                </>
              ) : null}
            </>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      <RevokeDialog
        device={device}
        isOpen={isRevoking}
        onOpenChange={setIsRevoking}
        onCloseAutoFocus={returnFocus}
      />
      <TagDialog
        device={device}
        isOpen={isTagging}
        onOpenChange={setIsTagging}
        onCloseAutoFocus={returnFocus}
      />
    </>
  );
}

function MuteItems({ device }: { readonly device: Device }) {
  const { now } = useNow();
  const { mute } = useDeviceActions(device);
  const setMuted = (mutedUntil: string | null) => mute.mutate({ id: device.id, mutedUntil });
  if (device.mutedUntil !== null && new Date(device.mutedUntil) > now) {
    return (
      <DropdownMenuItem onSelect={() => setMuted(null)}>
        <Bell aria-hidden />
        Unmute
      </DropdownMenuItem>
    );
  }
  return (
    <DropdownMenuSub>
      <DropdownMenuSubTrigger>
        <BellOff aria-hidden />
        Mute
      </DropdownMenuSubTrigger>
      <DropdownMenuSubContent>
        {MUTE_CHOICES.map(({ label, until }) => (
          <DropdownMenuItem key={label} onSelect={() => setMuted(until(new Date()).toISOString())}>
            {label}
          </DropdownMenuItem>
        ))}
      </DropdownMenuSubContent>
    </DropdownMenuSub>
  );
}
