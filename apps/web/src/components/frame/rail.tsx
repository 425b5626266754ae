'use client';

import { Ellipsis, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { AccountMenu } from '@/components/frame/account-menu.tsx';
import { Logo } from '@/components/frame/logo.tsx';
import { usePalette } from '@/components/frame/palette-state.tsx';
import {
  ACCOUNT,
  isCurrentSection,
  PAIRING,
  type Section,
  type Sections,
  sectionsFor,
} from '@/components/frame/sections.ts';
import { useViewer } from '@/components/frame/viewer.tsx';
import { cn } from '@/components/ui/class-names.ts';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu.tsx';

/** The narrow rail on the left, from tablets on. */
export function Rail() {
  const { user } = useViewer();
  const { main, more, administration } = sectionsFor(user.role);
  const { open } = usePalette();
  return (
    <header className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r bg-surface px-3 py-3.5 md:flex">
      <Link href="/devices" className="mb-4 flex items-center gap-2.5 rounded-lg px-1.5 py-1">
        <Logo className="size-6.5" />
        <span className="font-semibold text-[0.9375rem] tracking-tight">Carillon</span>
      </Link>
      <button
        type="button"
        onClick={open}
        aria-keyshortcuts="Control+K Meta+K"
        className="mb-3 flex h-8.5 items-center gap-2 rounded-lg border bg-canvas px-2.5 text-ink-faint text-sm hover:text-ink"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">Go to…</span>
        <kbd aria-hidden className="rounded border bg-surface px-1 font-sans text-2xs">
          Ctrl K
        </kbd>
      </button>
      <nav aria-label="Pages" className="grid min-h-0 content-start gap-0.5 overflow-y-auto">
        <RailLinks sections={[...main, ...more]} />
        {administration.length === 0 ? null : (
          <>
            <p className="mt-4 mb-1 px-2.5 font-medium text-ink-faint text-xs">Administration</p>
            <RailLinks sections={administration} />
          </>
        )}
      </nav>
      <div className="mt-auto pt-3">
        <AccountMenu />
      </div>
    </header>
  );
}

function RailLinks({ sections }: { readonly sections: readonly Section[] }) {
  const pathname = usePathname();
  return sections.map((section) => {
    const isCurrent = isCurrentSection(section, pathname);
    return (
      <Link
        key={section.href}
        href={section.href}
        aria-current={isCurrent ? 'page' : undefined}
        className={cn(
          'flex h-8.5 shrink-0 items-center gap-2.5 rounded-lg px-2.5 font-medium text-ink-soft text-sm hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2',
          isCurrent && 'bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent',
        )}
      >
        <section.icon aria-hidden className="size-4" />
        {section.label}
      </Link>
    );
  });
}

const BAR_ITEM =
  'flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 py-2 text-2xs font-medium text-ink-soft';

/** The same on a phone, within the thumb's reach. */
export function BottomBar() {
  const pathname = usePathname();
  const { open } = usePalette();
  const { user } = useViewer();
  const { main, more, administration } = sectionsFor(user.role);
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-40 flex border-t bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
    >
      {main.map((section) => {
        const isCurrent = isCurrentSection(section, pathname);
        return (
          <Link
            key={section.href}
            href={section.href}
            aria-current={isCurrent ? 'page' : undefined}
            className={cn(BAR_ITEM, isCurrent && 'text-accent')}
          >
            <section.icon aria-hidden className="size-5" />
            {section.label}
          </Link>
        );
      })}
      <MoreMenu own={[...more, PAIRING, ACCOUNT]} administration={administration} />
      <button type="button" onClick={open} className={BAR_ITEM}>
        <Search aria-hidden className="size-5" />
        Go to
      </button>
    </nav>
  );
}

interface MoreMenuProps extends Pick<Sections, 'administration'> {
  /** The person's own. */
  readonly own: readonly Section[];
}

/** The pages that have no place of their own in the bar. */
function MoreMenu({ own, administration }: MoreMenuProps) {
  const pathname = usePathname();
  const isCurrent = [...own, ...administration].some((section) => isCurrentSection(section, pathname));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className={cn(BAR_ITEM, isCurrent && 'text-accent')}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <Ellipsis aria-hidden className="size-5" />
        More
      </DropdownMenuTrigger>
      <DropdownMenuContent
        side="top"
        align="end"
        className="max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto"
      >
        <MenuLinks sections={own} />
        {administration.length === 0 ? null : (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuLabel>Administration</DropdownMenuLabel>
            <MenuLinks sections={administration} />
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function MenuLinks({ sections }: { readonly sections: readonly Section[] }) {
  const pathname = usePathname();
  return sections.map((section) => (
    <DropdownMenuItem key={section.href} asChild className="py-2.5">
      <Link href={section.href} aria-current={isCurrentSection(section, pathname) ? 'page' : undefined}>
        <section.icon aria-hidden />
        {section.label}
      </Link>
    </DropdownMenuItem>
  ));
}
