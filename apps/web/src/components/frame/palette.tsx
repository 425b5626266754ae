'use client';

import { useQuery } from '@tanstack/react-query';
import { Bot, KeyRound, LogOut, Megaphone, MoonStar, PenLine, Power, Rss, Stethoscope } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { usePalette } from '@/components/frame/palette-state.tsx';
import { ACCOUNT, PAIRING, sectionsFor } from '@/components/frame/sections.ts';
import { useLeave } from '@/components/frame/sign-out.ts';
import { THEMES } from '@/components/frame/theme-menu.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { cn } from '@/components/ui/class-names.ts';
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command.tsx';
import { OVERLAY } from '@/components/ui/dialog-parts.tsx';
import { useReturnFocus } from '@/components/ui/use-return-focus.ts';
import { DeviceIcon } from '@/features/devices/device-icon.tsx';
import { deviceDetailText, deviceName } from '@/features/devices/device-identity.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const DEVICES_SHOWN = 8;

/** Where to begin what people look for by what it does. */
const ACTIONS = [
  { label: 'Write a notification', href: '/compose', icon: PenLine, isForAdmins: false },
  { label: 'Create an agent', href: '/devices?new=agent', icon: Bot, isForAdmins: false },
  { label: 'Set quiet hours', href: '/preferences', icon: MoonStar, isForAdmins: false },
  { label: 'Send to everyone', href: '/compose?to=everyone', icon: Megaphone, isForAdmins: true },
  { label: 'Create a topic', href: '/topics?new=1', icon: Rss, isForAdmins: true },
  { label: 'Create an API key', href: '/api-keys?new=1', icon: KeyRound, isForAdmins: true },
  { label: 'Turn sending on or off', href: '/settings#sending', icon: Power, isForAdmins: true },
  {
    label: 'Run the check of the installation',
    href: '/settings#doctor',
    icon: Stethoscope,
    isForAdmins: true,
  },
] as const;

/** Ctrl-K: jump to a page or a device, or do something, without leaving the keyboard. */
export function Palette() {
  const { isOpen, open, close } = usePalette();
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={isOpen} onOpenChange={(shouldOpen) => (shouldOpen ? open() : close())}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          aria-describedby={undefined}
          {...returnFocus}
          className="fixed top-[12%] left-1/2 z-50 w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-xl border bg-raised text-ink shadow-pop outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95"
        >
          <Radix.Title className="sr-only">Go to a page or device, or do something</Radix.Title>
          <PaletteList onDone={close} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteList({ onDone }: { readonly onDone: () => void }) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const leave = useLeave();
  const { user } = useViewer();
  const { main, more, administration } = sectionsFor(user.role);
  const pages = [...main, ...more, ...administration, PAIRING, ACCOUNT];
  const [search, setSearch] = useState('');
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  return (
    <Command label="Go to a page or device, or do something" loop>
      <CommandInput value={search} onValueChange={setSearch} placeholder="Search pages, devices, actions…" />
      <CommandList>
        <CommandEmpty>Nothing is called that.</CommandEmpty>
        <CommandGroup heading="Pages">
          {pages.map((section) => (
            <CommandItem key={section.href} onSelect={() => go(section.href)}>
              <section.icon aria-hidden />
              {section.label}
            </CommandItem>
          ))}
        </CommandGroup>
        <DeviceItems search={search} onChoose={(id) => go(`/devices/${id}`)} />
        <CommandGroup heading="Actions">
          {ACTIONS.filter(({ isForAdmins }) => !isForAdmins || user.role === 'admin').map((action) => (
            <CommandItem key={action.label} onSelect={() => go(action.href)}>
              <action.icon aria-hidden />
              {action.label}
            </CommandItem>
          ))}
          {THEMES.map(({ id, label, icon: Icon }) => (
            <CommandItem
              key={id}
              value={`Theme: ${label}`}
              onSelect={() => {
                setTheme(id);
                onDone();
              }}
            >
              <Icon aria-hidden />
              Theme: {label.toLowerCase()}
            </CommandItem>
          ))}
          <CommandItem onSelect={() => void leave()}>
            <LogOut aria-hidden />
            Sign out
          </CommandItem>
        </CommandGroup>
      </CommandList>
    </Command>
  );
}

interface DeviceItemsProps {
  readonly search: string;
  readonly onChoose: (id: string) => void;
}

function DeviceItems({ search, onChoose }: DeviceItemsProps) {
  const trpc = useTRPC();
  const input = { status: 'all', limit: DEVICES_SHOWN, ...(search.trim() === '' ? {} : { search }) } as const;
  const { data } = useQuery({
    ...trpc.devices.list.queryOptions(input),
    placeholderData: (previous) => previous,
  });
  if (data === undefined || data.devices.length === 0) return null;
  return (
    <CommandGroup heading="Devices">
      {data.devices.map((device) => (
        <CommandItem
          key={device.id}
          // The server found it, by more than what is shown here: keep the palette's own filter from hiding it.
          value={`${search} ${deviceName(device)} ${device.id}`}
          onSelect={() => onChoose(device.id)}
        >
          <span className="scale-90">
            <DeviceIcon device={device} />
          </span>
          <span className="min-w-0 flex-1">
            <span className={cn('block truncate', device.status === 'revoked' && 'text-ink-soft')}>
              {deviceName(device)}
            </span>
            <span className="block truncate text-ink-faint text-xs">
              {device.status === 'revoked' ? 'Revoked' : deviceDetailText(device)}
            </span>
          </span>
        </CommandItem>
      ))}
    </CommandGroup>
  );
}
