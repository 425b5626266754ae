'use client';

import { ChevronsUpDown, LogOut } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { ACCOUNT, PAIRING } from '@/components/frame/sections.ts';
import { useLeave } from '@/components/frame/sign-out.ts';
import { ThemeSubmenu } from '@/components/frame/theme-menu.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu.tsx';

/** The person, at the foot of the rail: account, theme, signing out. */
export function AccountMenu() {
  const { user } = useViewer();
  const pathname = usePathname();
  const leave = useLeave();
  const name = user.name === null || user.name === '' ? user.email : user.name;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className="flex w-full items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-sunken data-[state=open]:bg-sunken aria-[current]:bg-sunken"
        aria-current={pathname === ACCOUNT.href ? 'page' : undefined}
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs uppercase"
        >
          {[...name][0]}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-sm">{name}</span>
          <span className="block truncate text-2xs text-ink-faint">
            {user.role === 'admin' ? 'Administrator' : 'Member'}
          </span>
        </span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="w-56">
        <DropdownMenuLabel className="truncate">{user.email}</DropdownMenuLabel>
        {[ACCOUNT, PAIRING].map((section) => (
          <DropdownMenuItem key={section.href} asChild>
            <Link href={section.href}>
              <section.icon aria-hidden />
              {section.label}
            </Link>
          </DropdownMenuItem>
        ))}
        <ThemeSubmenu />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void leave()}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
