import Link from 'next/link';
import { cn } from '@/components/ui/class-names.ts';

export interface SegmentLink {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** A few exclusive views of one list; each is a link, so that it can be shared and opened elsewhere. */
export function SegmentedLinks({
  label,
  links,
}: {
  readonly label: string;
  readonly links: readonly SegmentLink[];
}) {
  return (
    <nav aria-label={label} className="inline-flex h-9 items-center rounded-lg bg-sunken p-0.75">
      {links.map((link) => (
        <Link
          key={link.label}
          href={link.href}
          replace
          scroll={false}
          aria-current={link.isCurrent ? 'true' : undefined}
          className={cn(
            'inline-flex h-full items-center rounded-md px-3 font-medium text-ink-soft text-sm hover:text-ink',
            link.isCurrent && 'bg-surface text-ink shadow-xs dark:bg-raised',
          )}
        >
          {link.label}
        </Link>
      ))}
    </nav>
  );
}
