import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: ReactNode;
  /** The list that this page is an entry of. */
  readonly parent?: { readonly label: string; readonly href: string };
  readonly description?: ReactNode;
  /** The page's one main action. */
  readonly action?: ReactNode;
}

/** A page's title row. */
export function PageHeader({ title, parent, description, action }: PageHeaderProps) {
  return (
    <header className="mb-5 grid gap-2">
      {parent === undefined ? null : (
        <Link
          href={parent.href}
          className="-ml-1 inline-flex w-fit items-center gap-0.5 rounded text-ink-soft text-sm hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {parent.label}
        </Link>
      )}
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          {typeof title === 'string' ? <PageTitle>{title}</PageTitle> : title}
          {description === undefined ? null : <p className="mt-0.5 text-ink-soft text-sm">{description}</p>}
        </div>
        {action}
      </div>
    </header>
  );
}

export function PageTitle({ children }: { readonly children: ReactNode }) {
  return <h1 className="font-semibold text-xl tracking-tight">{children}</h1>;
}
